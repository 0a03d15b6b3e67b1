package org.attune.search.tpe;

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

    LevelColumn(UnitCube cube, int dimension) {
        super(dimension);
        this.cube = cube;
    }

    @Override
    double constant(double mass, double width) {
        return -StrictMath.log(mass);
    }

    @Override
    void add(double[] logs, double coordinate) {
        long index = cube.index(dimension, coordinate);
        double start = index == 0 ? 0 : cube.cellEnd(dimension, index - 1);
        double end = cube.cellEnd(dimension, index);
        double logCell = StrictMath.log(end - start) - StandardNormal.LOG_ROOT_TWO_PI;
        double lastCentre = Double.NaN;
        double lastWidth = Double.NaN;
        double log = 0;
        // members with the same value are neighbours in this order, and all but the outer two have the same width
        for (int i = 0; i < kernels; i++) {
            int kernel = order[i];
            double centre = centres[kernel];
            double width = widths[kernel];
            if (centre != lastCentre || width != lastWidth) {
                log = logMass(centre, width, start, end, logCell);
                lastCentre = centre;
                lastWidth = width;
            }
            logs[kernel] += log;
        }
    }

    private static double logMass(double centre, double width, double start, double end, double logCell) {
        double gap = Math.max(start - centre, centre - end) / width;
        if (gap > FAR) {
            return -gap * gap / 2 - FAR_LOG;
        }
        if (end - start < NARROW * width) {
            double distance = ((start + end) / 2 - centre) / width;
            return logCell - StrictMath.log(width) - distance * distance / 2;
        }
        return StrictMath.log(StandardNormal.mass((start - centre) / width, (end - centre) / width));
    }

    @Override
    double draw(int kernel, double uniform) {
        return cube.snap(dimension, super.draw(kernel, uniform));
    }
}
