package org.attune.search.tpe;

import java.util.Arrays;
import org.attune.search.math.Fading;
import org.attune.search.math.StandardNormal;
import org.attune.search.space.UnitCube;

/** As {@link NumericColumn}, over ordered values: a value has the mass that a kernel has in its cell. */
final class LevelColumn extends NumericColumn {

    /** A cell narrower than this part of a kernel's width has the density at its middle, to a few digits. */
    private static final double NARROW = 0.1;

    /** From this many widths on only the order of magnitude of a mass matters, as the prior outweighs it. */
    private static final double FAR = 6;

    /** ln(FAR sqrt(2 pi)): the tail of the normal distribution from x on is about its density at x over x. */
    private static final double FAR_LOG = 2.710698001;

    /** For so many values masses are remembered. */
    private static final int MOST_REMEMBERED = 64;

    private static final double[] NONE = {};

    private final UnitCube cube;

    /** Members with the same value and width, by value, and how much they weigh together. */
    private double[] runCentres = new double[0];

    private double[] runWidths = new double[0];
    private double[] runWeights = new double[0];
    private int runs;

    /** Which kernels are the same, by kernel, and the first of each group; valid while the members are. */
    private int[] groupOf = new int[0];

    private int[] firstOf = new int[0];
    private int groupCount;
    private boolean grouped;

    /** The log masses of the groups by value, for the values asked for. */
    private final double[][] remembered = new double[MOST_REMEMBERED][];

    LevelColumn(UnitCube cube, int dimension) {
        super(dimension);
        this.cube = cube;
    }

    @Override
    double factor(double mass, double width) {
        return 1 / mass;
    }

    @Override
    void weigh(double[] weights) {
        if (runWeights.length < kernels) {
            runCentres = new double[centres.length];
            runWidths = new double[centres.length];
            runWeights = new double[centres.length];
        }
        runs = 0;
        for (int i = 0; i < kernels; i++) {
            int kernel = order[i];
            boolean goesOn = i > 0 && centres[kernel] == runCentres[runs - 1] && widths[kernel] == runWidths[runs - 1];
            if (!goesOn) {
                runCentres[runs] = centres[kernel];
                runWidths[runs] = widths[kernel];
                runWeights[runs++] = 0;
            }
            runWeights[runs - 1] += weights[kernel] * factors[kernel];
        }
    }

    @Override
    double density(double coordinate) {
        long index = cube.index(dimension, coordinate);
        double start = index == 0 ? 0 : cube.cellEnd(dimension, index - 1);
        double end = cube.cellEnd(dimension, index);
        double sum = 0;
        for (int i = 0; i < runs; i++) {
            sum += runWeights[i] * mass(runCentres[i], runWidths[i], start, end);
        }
        return sum;
    }

    private static double mass(double centre, double width, double start, double end) {
        double gap = Math.max(start - centre, centre - end) / width;
        if (gap > FAR) {
            return Fading.exp(gap * gap / 2) * StandardNormal.HIGHEST_DENSITY / FAR;
        }
        if (end - start < NARROW * width) {
            double distance = ((start + end) / 2 - centre) / width;
            return (end - start) / width * StandardNormal.HIGHEST_DENSITY * Fading.exp(distance * distance / 2);
        }
        return StandardNormal.mass((start - centre) / width, (end - centre) / width);
    }

    @Override
    void replace(Members members) {
        super.replace(members);
        grouped = false;
    }

    @Override
    void add(double[] logs, double coordinate) {
        if (!grouped) {
            group();
        }
        long index = cube.index(dimension, coordinate);
        double[] masses = index < MOST_REMEMBERED ? remembered[(int) index] : NONE;
        if (masses.length == 0) {
            masses = logMasses(index);
            if (index < MOST_REMEMBERED) {
                remembered[(int) index] = masses;
            }
        }
        int[] groups = groupOf;
        int count = kernels;
        for (int i = 0; i < count; i++) {
            logs[i] += masses[groups[i]];
        }
    }

    /** Finds the kernels that are the same: members with one value are neighbours, and most have one width. */
    private void group() {
        if (groupOf.length < kernels) {
            groupOf = new int[centres.length];
        }
        groupCount = 0;
        for (int i = 0; i < kernels; i++) {
            int kernel = order[i];
            boolean goesOn =
                    i > 0 && centres[kernel] == centres[order[i - 1]] && widths[kernel] == widths[order[i - 1]];
            if (!goesOn) {
                if (groupCount == firstOf.length) {
                    firstOf = Arrays.copyOf(firstOf, 2 * groupCount + 8);
                }
                firstOf[groupCount++] = kernel;
            }
            groupOf[kernel] = groupCount - 1;
        }
        Arrays.fill(remembered, NONE);
        grouped = true;
    }

    /** The log masses of all groups in the cell of a value. */
    private double[] logMasses(long index) {
        double start = index == 0 ? 0 : cube.cellEnd(dimension, index - 1);
        double end = cube.cellEnd(dimension, index);
        double logCell = StrictMath.log(end - start) - StandardNormal.LOG_ROOT_TWO_PI;
        double lastWidth = Double.NaN;
        double logWidth = 0;
        double[] masses = new double[groupCount];
        for (int i = 0; i < groupCount; i++) {
            double width = widths[firstOf[i]];
            logWidth = width == lastWidth ? logWidth : StrictMath.log(width);
            masses[i] = logMass(centres[firstOf[i]], width, start, end, logCell - logWidth);
            lastWidth = width;
        }
        return masses;
    }

    private static double logMass(double centre, double width, double start, double end, double logNarrow) {
        double gap = Math.max(start - centre, centre - end) / width;
        if (gap > FAR) {
            return -gap * gap / 2 - FAR_LOG;
        }
        if (end - start < NARROW * width) {
            double distance = ((start + end) / 2 - centre) / width;
            return logNarrow - distance * distance / 2;
        }
        return StrictMath.log(StandardNormal.mass((start - centre) / width, (end - centre) / width));
    }

    @Override
    double draw(int kernel, double uniform) {
        return cube.snap(dimension, super.draw(kernel, uniform));
    }
}
