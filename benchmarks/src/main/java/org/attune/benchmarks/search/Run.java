package org.attune.benchmarks.search;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;

/**
 * One optimiser on one task with one seed.
 *
 * @param optimiser who ran
 * @param version of which version
 * @param task on what
 * @param seed with which seed
 * @param budget the evaluations that it might have had
 * @param cpuMedian processor seconds of a suggestion, the median; NaN when it was not measured
 * @param cpuHigh the 95th percentile of them
 * @param values the objective in order of evaluation, with 7 significant digits, as runs are recorded; NaN where the
 *     trial failed
 */
record Run(
        String optimiser,
        String version,
        String task,
        int seed,
        int budget,
        double cpuMedian,
        double cpuHigh,
        double[] values) {

    private static final MathContext RECORDED = new MathContext(7);

    /** Rounds the values, so that a run that was recorded and one that was not compare alike. */
    Run {
        values = Arrays.stream(values).map(Run::rounded).toArray();
    }

    private static double rounded(double value) {
        return Double.isFinite(value) ? new BigDecimal(value).round(RECORDED).doubleValue() : value;
    }

    /** The smallest value of the first evaluations; infinite when there is none. */
    double best(int evaluations) {
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(evaluations, values.length); i++) {
            // not Math.min, for which NaN is the smallest
            best = values[i] < best ? values[i] : best;
        }
        return best;
    }
}
