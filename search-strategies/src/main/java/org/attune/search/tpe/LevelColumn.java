package org.attune.search.tpe;

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

    private final UnitCube cube;

    /** Members with the same value and width, by value, and how much they weigh together. */
    private double[] runCentres = new double[0];

    private double[] runWidths = new double[0];
    private double[] runWeights = new double[0];
    private int runs;

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
    void add(double[] logs, double coordinate) {
        long index = cube.index(dimension, coordinate);
        double start = index == 0 ? 0 : cube.cellEnd(dimension, index - 1);
        double end = cube.cellEnd(dimension, index);
        double logCell = StrictMath.log(end - start) - StandardNormal.LOG_ROOT_TWO_PI;
        double lastCentre = Double.NaN;
        double lastWidth = Double.NaN;
        double logWidth = 0;
        double log = 0;
        // members with the same value are neighbours in this order, and all but the outer two have the same width
        for (int i = 0; i < kernels; i++) {
            int kernel = order[i];
            double centre = centres[kernel];
            double width = widths[kernel];
            if (centre != lastCentre || width != lastWidth) {
                logWidth = width == lastWidth ? logWidth : StrictMath.log(width);
                log = logMass(centre, width, start, end, logCell - logWidth);
                lastCentre = centre;
                lastWidth = width;
            }
            logs[kernel] += log;
        }
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
