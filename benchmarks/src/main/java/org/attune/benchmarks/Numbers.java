package org.attune.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** Numbers as the report shows them, and the few that it computes. */
final class Numbers {

    private Numbers() {}

    /** Whole and grouped from 100 on, with one digit above 10, with two below. */
    static String show(double value) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        double size = Math.abs(value);
        String form = size >= 100 || value == Math.rint(value) ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, form, value);
    }

    /**
     * The smallest of the values that at least this share of them does not exceed.
     *
     * @param share above 0, at most 1
     * @return NaN without values
     */
    static double percentile(double[] values, double share) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(1, Math.min(rank, sorted.length)) - 1];
    }

    static double median(double[] values) {
        return percentile(values, 0.5);
    }
}
