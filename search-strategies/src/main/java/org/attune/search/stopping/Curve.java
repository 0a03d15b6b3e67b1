package org.attune.search.stopping;

import java.util.Arrays;

/**
 * One trial's costs and their running average by step, in bounded memory: every second point goes when it is full.
 */
final class Curve {

    static final int MOST_POINTS = 512;

    private static final int FIRST_CAPACITY = 16;

    private long[] steps = new long[FIRST_CAPACITY];
    private double[] costs = new double[FIRST_CAPACITY];
    private double[] averages = new double[FIRST_CAPACITY];
    private long lastStep = Long.MIN_VALUE;
    private int size;
    private double sum;
    private long count;
    private double best = Double.NaN;

    /** Adds a cost at a step above all before. */
    void add(long step, double cost) {
        if (size == MOST_POINTS) {
            thin();
        } else if (size == steps.length) {
            steps = Arrays.copyOf(steps, size * 2);
            costs = Arrays.copyOf(costs, size * 2);
            averages = Arrays.copyOf(averages, size * 2);
        }
        sum += cost;
        count++;
        // NaN is worse than any number, so anything else replaces it
        best = Double.compare(cost, best) < 0 ? cost : best;
        lastStep = step;
        steps[size] = step;
        costs[size] = cost;
        averages[size] = sum / count;
        size++;
    }

    private void thin() {
        for (int i = 0; i < size / 2; i++) {
            // the first point stays, so that the curve still counts at early steps
            steps[i] = steps[2 * i];
            costs[i] = costs[2 * i];
            averages[i] = averages[2 * i];
        }
        size /= 2;
    }

    /** The step of the last value, or the lowest number when there is none. */
    long lastStep() {
        return lastStep;
    }

    /** Whether values are known at or before a step and at or after it. */
    boolean reaches(long step) {
        return size > 0 && steps[0] <= step && lastStep >= step;
    }

    /** The average of all costs up to a step that the curve reaches. O(log points). */
    double averageUpTo(long step) {
        return averages[index(step)];
    }

    /** The cost at a step that the curve reaches, or at the last one before it that is known. O(log points). */
    double at(long step) {
        return costs[index(step)];
    }

    private int index(long step) {
        int at = Arrays.binarySearch(steps, 0, size, step);
        return at >= 0 ? at : -at - 2;
    }

    /** How many points are kept. */
    int size() {
        return size;
    }

    /** The step of a point that is kept, from 0. */
    long step(int point) {
        return steps[point];
    }

    /** Its cost. */
    double cost(int point) {
        return costs[point];
    }

    /** The least cost so far, NaN when there was no number. */
    double best() {
        return best;
    }
}
