package org.attune.search.tpe;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.attune.search.space.UnitCube;

/**
 * A density over some dimensions: a weighted mixture of one kernel for each member and a prior, every kernel the
 * product of its columns. Changing members costs O(dimensions · members) simple steps, and evaluations of the normal
 * distribution only for kernels whose width changed. Not safe for use by several threads.
 */
final class Mixture {

    /** Kernels this far (in logarithms) below the best one change the density by less than one part in a million. */
    private static final double NEGLIGIBLE = -21;

    /** How many members may have gone at once for those after them to be recognised. */
    private static final int FARTHEST = 64;

    private final Column[] columns;
    private Point[] members = new Point[0];
    private int size;
    private double[] constants = new double[1];
    private double[] cumulative = {1};
    private double[] logs = new double[1];

    Mixture(UnitCube cube, int[] dimensions) {
        this.columns = new Column[dimensions.length];
        for (int i = 0; i < dimensions.length; i++) {
            columns[i] = Column.of(cube, dimensions[i]);
        }
        replace(List.of(), new double[] {1});
    }

    /**
     * Takes other members.
     *
     * @param points the members
     * @param weights theirs, and last that of the prior, which is more than 0; they need not sum to 1
     */
    void replace(List<Point> points, double[] weights) {
        int count = points.size();
        Point[] next = points.toArray(new Point[0]);
        int[] from = places(next);
        if (!unchanged(from)) {
            for (Column column : columns) {
                column.replace(next, count, from);
            }
        }
        members = next;
        size = count;
        if (logs.length <= count) {
            logs = new double[count + 1 + count / 2];
            constants = new double[logs.length];
            cumulative = new double[logs.length];
        }
        double total = 0;
        for (int i = 0; i <= count; i++) {
            total += weights[i];
            cumulative[i] = total;
        }
        Arrays.fill(constants, 0);
        for (Column column : columns) {
            column.addConstants(constants);
        }
        double logTotal = StrictMath.log(total);
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

    private boolean unchanged(int[] from) {
        for (int i = 0; i < from.length; i++) {
            if (from[i] != i) {
                return false;
            }
        }
        return from.length == size;
    }

    /**
     * The place each point had among the members, ascending; -1 where it had none, would break the order or is farther
     * away than is worth looking.
     */
    private int[] places(Point[] next) {
        int[] from = new int[next.length];
        Arrays.fill(from, -1);
        int old = 0;
        for (int i = 0; i < next.length; i++) {
            boolean inserted = old < size && i + 1 < next.length && next[i + 1] == members[old];
            int limit = inserted ? old + 1 : Math.min(size, old + FARTHEST);
            for (int place = old; place < limit; place++) {
                if (members[place] == next[i]) {
                    from[i] = place;
                    old = place + 1;
                    break;
                }
            }
        }
        return from;
    }

    /** Draws a point: its coordinates in these dimensions are set, the others are left alone. */
    void draw(RandomGenerator random, double[] point) {
        double at = random.nextDouble() * cumulative[size];
        int kernel = Arrays.binarySearch(cumulative, 0, size + 1, at);
        // a number that equals an end belongs to the kernel after it
        kernel = Math.min(size, kernel >= 0 ? kernel + 1 : -kernel - 1);
        for (Column column : columns) {
            point[column.dimension] = column.draw(kernel, random.nextDouble());
        }
    }

    /** The logarithm of the density at a point. */
    double logDensity(double[] point) {
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
            double below = logs[i] - best;
            if (below > NEGLIGIBLE) {
                sum += StrictMath.exp(below);
            }
        }
        return best + StrictMath.log(sum);
    }
}
