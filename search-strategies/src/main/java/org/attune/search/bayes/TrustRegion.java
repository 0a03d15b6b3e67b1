package org.attune.search.bayes;

import org.attune.search.space.UnitCube;

/**
 * A box around the best result that grows while results improve and shrinks while they do not, its sides in the
 * proportion of the length-scales (Eriksson et al., 2019). A model of many parameters is right near where results are,
 * and sees great promise in every far corner. Its size is a function of the results in their order. Categories are not
 * confined.
 */
final class TrustRegion implements AcquisitionSearch.Box {

    private static final double FIRST = 0.8;
    private static final double LEAST = 0.0078125;
    private static final double MOST = 1.6;
    private static final int SUCCESSES = 3;
    /** What counts as better, as a part of the range between the best and the median result. */
    private static final double GAIN = 1e-3;

    private final UnitCube cube;
    private final double[] center;
    private final double[] half;

    private TrustRegion(UnitCube cube, double[] center, double[] half) {
        this.cube = cube;
        this.center = center;
        this.half = half;
    }

    /**
     * The box after some results.
     *
     * @param results all of them, in order
     * @param center the settled point of the best
     * @param kernel whose length-scales give the sides
     */
    static TrustRegion of(UnitCube cube, Results results, double[] center, Matern kernel) {
        int dimensions = cube.dimensions();
        double length = length(results, dimensions);
        double logMean = 0;
        for (int d = 0; d < dimensions; d++) {
            logMean -= Math.log(kernel.weight(d)) / 2 / dimensions;
        }
        double[] half = new double[dimensions];
        for (int d = 0; d < dimensions; d++) {
            double relative = Math.exp(-Math.log(kernel.weight(d)) / 2 - logMean);
            half[d] = length / 2 * Math.max(0.1, Math.min(10, relative));
        }
        return new TrustRegion(cube, center, half);
    }

    /** How many results have come since the last gain. */
    static int sinceGain(Results results) {
        double gain = gain(results);
        double best = Double.POSITIVE_INFINITY;
        int since = 0;
        for (double cost : results.costs()) {
            since = cost < best - gain ? 0 : since + 1;
            best = Math.min(best, Double.isNaN(cost) ? best : cost);
        }
        return since;
    }

    private static double gain(Results results) {
        int[] ranked = results.ranked();
        double range = results.costs()[ranked[ranked.length / 2]] - results.costs()[ranked[0]];
        return Double.isFinite(range) ? GAIN * range : 0;
    }

    private static double length(Results results, int dimensions) {
        double gain = gain(results);
        double best = Double.POSITIVE_INFINITY;
        double length = FIRST;
        int better = 0;
        int worse = 0;
        for (double cost : results.costs()) {
            if (cost < best - gain) {
                better++;
                worse = 0;
            } else {
                worse++;
                better = 0;
            }
            best = Math.min(best, Double.isNaN(cost) ? best : cost);
            if (better == SUCCESSES) {
                length = Math.min(MOST, 2 * length);
                better = 0;
            } else if (worse == Math.max(4, dimensions)) {
                length /= 2;
                worse = 0;
            }
            // a box that has shrunk to nothing has found its optimum: begin again with a large one
            length = length < LEAST ? FIRST : length;
        }
        return length;
    }

    @Override
    public double low(int dimension) {
        return confined(dimension) ? Math.max(0, center[dimension] - half[dimension]) : 0;
    }

    @Override
    public double high(int dimension) {
        return confined(dimension) ? Math.min(1, center[dimension] + half[dimension]) : 1;
    }

    private boolean confined(int dimension) {
        return cube.ordered(dimension) && cube.levels(dimension) != 2;
    }
}
