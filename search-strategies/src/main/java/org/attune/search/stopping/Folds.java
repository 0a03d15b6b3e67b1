package org.attune.search.stopping;

import java.util.Arrays;

/** The costs of one trial on folds or instances, by step. Of more than {@value #MOST} the first count. */
final class Folds {

    static final int MOST = 1_000;

    private static final int FIRST_CAPACITY = 8;

    private long[] steps = new long[FIRST_CAPACITY];
    private double[] costs = new double[FIRST_CAPACITY];
    private int size;
    private double sum;
    private long lastStep = Long.MIN_VALUE;

    /** Whether the trial was stopped for being worse. */
    private boolean rejected;

    /** Adds a cost at a step above all before; whether there was room. */
    boolean add(long step, double cost) {
        lastStep = step;
        if (size == MOST) {
            return false;
        }
        if (size == steps.length) {
            steps = Arrays.copyOf(steps, size * 2);
            costs = Arrays.copyOf(costs, size * 2);
        }
        steps[size] = step;
        costs[size++] = cost;
        sum += cost;
        return true;
    }

    long lastStep() {
        return lastStep;
    }

    /** The mean cost; NaN, which is worst, where it has none. */
    double mean() {
        return sum / size;
    }

    void reject() {
        rejected = true;
    }

    boolean rejected() {
        return rejected;
    }

    /**
     * By how much these costs are larger than another trial's on the folds of both. What is no number is larger than any
     * number, and as large as another that is none.
     */
    double[] above(Folds other) {
        double[] differences = new double[Math.min(size, other.size)];
        int count = 0;
        for (int i = 0, j = 0; i < size && j < other.size; ) {
            if (steps[i] == other.steps[j]) {
                differences[count++] = difference(costs[i++], other.costs[j++]);
            } else if (steps[i] < other.steps[j]) {
                i++;
            } else {
                j++;
            }
        }
        return Arrays.copyOf(differences, count);
    }

    private static double difference(double cost, double than) {
        int order = Double.compare(cost, than);
        double difference = cost - than;
        return order == 0 ? 0 : Double.isNaN(difference) ? order * Double.POSITIVE_INFINITY : difference;
    }
}
