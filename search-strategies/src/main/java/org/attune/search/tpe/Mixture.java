package org.attune.search.tpe;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.attune.search.math.Fading;
import org.attune.search.space.UnitCube;

/**
 * A density over some dimensions: a weighted mixture of one kernel for each member and a prior, every kernel the
 * product of its columns. Changing members costs O(dimensions · members) simple steps, and evaluations of the normal
 * distribution only for kernels whose width changed. Not safe for use by several threads.
 */
final class Mixture {

    /** Kernels this far (in logarithms) below the best one change the density by less than one part in a million. */
    private static final double NEGLIGIBLE = 21;

    private final Members members;
    private final Column[] columns;
    /** Unused in a single dimension, where the sum over kernels needs no logarithms. */
    private double[] constants = new double[1];

    private double[] logs = new double[1];

    /** A mixture that knows nothing until it learns. */
    Mixture(UnitCube cube, int[] dimensions, Members members) {
        this.members = members;
        this.columns = new Column[dimensions.length];
        for (int i = 0; i < dimensions.length; i++) {
            columns[i] = Column.of(cube, dimensions[i]);
        }
    }

    /** Follows the members, which have just changed once since the last time or the beginning. */
    void learn() {
        if (members.changed()) {
            for (Column column : columns) {
                column.replace(members);
            }
        }
        if (columns.length == 1) {
            columns[0].weigh(members.weights());
        } else {
            setConstants(members.size(), members.weights());
        }
    }

    private void setConstants(int count, double[] weights) {
        if (logs.length <= count) {
            logs = new double[count + 1 + count / 2];
            constants = new double[logs.length];
        }
        Arrays.fill(constants, 0);
        for (Column column : columns) {
            column.addConstants(constants);
        }
        double logTotal = StrictMath.log(members.totalWeight());
        double lastWeight = Double.NaN;
        double lastLog = 0;
        for (int i = 0; i <= count; i++) {
            if (weights[i] != lastWeight) {
                lastWeight = weights[i];
                lastLog = StrictMath.log(lastWeight) - logTotal;
            }
            constants[i] += lastLog;
        }
    }

    /** Draws a point: its coordinates in these dimensions are set, the others are left alone. */
    void draw(RandomGenerator random, double[] point) {
        int kernel = members.at(random.nextDouble() * members.totalWeight());
        for (Column column : columns) {
            point[column.dimension] = column.draw(kernel, random.nextDouble());
        }
    }

    /** The logarithm of the density at a point. */
    double logDensity(double[] point) {
        if (columns.length == 1) {
            return StrictMath.log(columns[0].density(point[columns[0].dimension]) / members.totalWeight());
        }
        int size = members.size();
        System.arraycopy(constants, 0, logs, 0, size + 1);
        for (Column column : columns) {
            column.add(logs, point[column.dimension]);
        }
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i <= size; i++) {
            // a plain comparison is several times faster than what also orders NaN
            if (logs[i] > best) {
                best = logs[i];
            }
        }
        double sum = 0;
        for (int i = 0; i <= size; i++) {
            double below = best - logs[i];
            if (below < NEGLIGIBLE) {
                sum += Fading.exp(below);
            }
        }
        return best + StrictMath.log(sum);
    }
}
