package org.attune.search.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The empirical distribution of an objective: which share of a study's trials has a value up to some value. Comparing
 * those of two studies compares their searches without regard to when a value was found (Bergstra and Bengio, 2012).
 *
 * @param steps in ascending order of the values
 */
public record Distribution(List<Step> steps) {

    /** Copies the steps. */
    public Distribution {
        steps = List.copyOf(steps);
    }

    /**
     * One step.
     *
     * @param value some trial's value
     * @param share the share of trials with this value or a smaller one
     */
    public record Step(double value, double share) {}

    /**
     * The distribution of values; NaN is left out.
     *
     * @param values one a trial, in any order
     * @param most the most steps, evenly chosen by rank with both ends among them, at least 2
     */
    public static Distribution of(double[] values, int most) {
        double[] sorted = Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        int count = Math.min(sorted.length, Math.max(2, most));
        List<Step> steps = new ArrayList<>();
        int end = 0;
        for (int i = 0; i < count; i++) {
            int rank = count == 1 ? 0 : (int) ((long) i * (sorted.length - 1) / (count - 1));
            if (rank < end) {
                // the same value as the step before
                continue;
            }
            end = rank + 1;
            while (end < sorted.length && sorted[end] == sorted[rank]) {
                end++;
            }
            steps.add(new Step(sorted[rank], end / (double) sorted.length));
        }
        return new Distribution(steps);
    }
}
