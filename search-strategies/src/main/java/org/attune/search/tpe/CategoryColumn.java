package org.attune.search.tpe;

import java.util.Arrays;
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
    private int[] spare = new int[1];
    private int size;

    /** The weights of the members with each value, of all members, and of the prior. */
    private final double[] weightOf;

    private double others;
    private double priorWeight;

    CategoryColumn(UnitCube cube, int dimension) {
        super(dimension);
        this.cube = cube;
        this.levels = (int) cube.levels(dimension);
        this.probabilities = new double[levels];
        this.weightOf = new double[levels];
        for (int i = 0; i < levels; i++) {
            double start = i == 0 ? 0 : cube.cellEnd(dimension, i - 1);
            probabilities[i] = cube.cellEnd(dimension, i) - start;
        }
    }

    @Override
    void replace(Members members) {
        int count = members.size();
        int[] old = values;
        values = spare.length < count ? new int[count + count / 2] : spare;
        spare = old;
        for (int i = 0; i < count; i++) {
            int from = members.from(i);
            values[i] = from >= 0 ? old[from] : (int) cube.index(dimension, members.coordinate(i, dimension));
        }
        size = count;
    }

    @Override
    void weigh(double[] weights) {
        Arrays.fill(weightOf, 0);
        others = 0;
        for (int i = 0; i < size; i++) {
            weightOf[values[i]] += weights[i];
            others += weights[i];
        }
        priorWeight = weights[size];
    }

    @Override
    double density(double coordinate) {
        int value = (int) cube.index(dimension, coordinate);
        double spread = spread();
        return (others * spread + priorWeight) * probabilities[value] + weightOf[value] * (1 - spread);
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
