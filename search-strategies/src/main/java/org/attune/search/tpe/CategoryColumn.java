package org.attune.search.tpe;

import org.attune.search.space.UnitCube;

/**
 * Kernels over values without order. Each has the weight 1 on its member's value and 1/(n + 1) on every value (times
 * what the value's probability exceeds an even one by), n being the number of members. The prior has the values' own
 * probabilities.
 */
final class CategoryColumn extends Column {

    private final UnitCube cube;
    private final int levels;
    private final double[] probabilities;
    private int[] values = new int[1];
    private int size;

    CategoryColumn(UnitCube cube, int dimension) {
        super(dimension);
        this.cube = cube;
        this.levels = (int) cube.levels(dimension);
        this.probabilities = new double[levels];
        for (int i = 0; i < levels; i++) {
            double start = i == 0 ? 0 : cube.cellEnd(dimension, i - 1);
            probabilities[i] = cube.cellEnd(dimension, i) - start;
        }
    }

    @Override
    void replace(Point[] points, int count, int[] from) {
        int[] old = values;
        values = new int[Math.max(old.length, count)];
        for (int i = 0; i < count; i++) {
            values[i] = from[i] >= 0
                    ? old[from[i]]
                    : (int) cube.index(dimension, points[i].coordinates()[dimension]);
        }
        size = count;
    }

    /** How much of a member's kernel is spread over all values. */
    private double spread() {
        return levels / (double) (levels + size + 1);
    }

    @Override
    void addConstants(double[] logs) {
        // everything depends on the coordinate
    }

    @Override
    void add(double[] logs, double coordinate) {
        int value = (int) cube.index(dimension, coordinate);
        double other = spread() * probabilities[value];
        double logOther = StrictMath.log(other);
        double logSame = StrictMath.log(other + 1 - spread());
        for (int i = 0; i < size; i++) {
            logs[i] += values[i] == value ? logSame : logOther;
        }
        logs[size] += StrictMath.log(probabilities[value]);
    }

    @Override
    double draw(int kernel, double uniform) {
        double spread = kernel == size ? 1 : spread();
        // a number below the spread is uniform itself when it is scaled up
        return uniform < spread ? cube.snap(dimension, uniform / spread) : cube.coordinate(dimension, values[kernel]);
    }
}
