package org.attune.search.bayes;

import java.util.Arrays;
import java.util.List;

/**
 * The process that was used last, so that the next proposal appends what is new instead of factoring everything: O(n²)
 * instead of O(n³). It gives the same process as one that is built anew.
 */
final class Surrogate {

    private final Inputs inputs;
    private Hyperparameters hyperparameters;
    private GaussianProcess process;

    Surrogate(Inputs inputs) {
        this.inputs = inputs;
        this.hyperparameters = Hyperparameters.start(inputs.width(), 1);
        this.process = new GaussianProcess(inputs, hyperparameters, 1);
    }

    /**
     * The process of results and, after them, points without.
     *
     * @throws ArithmeticException when the covariances cannot be made positive definite
     */
    GaussianProcess of(Hyperparameters wanted, double[][] rows, double[] targets, List<double[]> pending) {
        if (wanted != hyperparameters) {
            hyperparameters = wanted;
            process = new GaussianProcess(inputs, wanted, rows.length + pending.size() + 16);
        }
        int same = 0;
        while (same < Math.min(rows.length, process.size()) && Arrays.equals(rows[same], process.row(same))) {
            same++;
        }
        process.shrink(same);
        try {
            for (int i = same; i < rows.length; i++) {
                process.add(rows[i]);
            }
            process.explain(targets);
            for (double[] row : pending) {
                process.add(row);
            }
        } catch (ArithmeticException e) {
            process = new GaussianProcess(inputs, wanted, 1);
            throw e;
        }
        return process;
    }
}
