package org.attune.search.bayes;

import java.util.Arrays;
import org.attune.search.math.CholeskyFactor;

/**
 * A Gaussian process with a constant mean, conditioned on results and, after them, on points without result yet. It
 * grows point by point in O(n²); with the same points in the same order it is the same to the last bit, however it
 * grew. Not for use from several threads at once.
 */
final class GaussianProcess {

    /** What is added to the diagonal, in units of s², when the covariances are not positive definite otherwise. */
    private static final double[] JITTERS = {1e-9, 1e-8, 1e-6, 1e-4, 1e-2};

    private final Matern kernel;
    private final double noise;
    private final CholeskyFactor factor;
    private double[][] rows;
    private int n;
    private int jitter;
    /** The number of points at which the jitter had to be raised last; 0 while it never was. */
    private int jitteredAt;

    private double[] covariances = new double[64];
    private double mean;
    /** K⁻¹ (y - mean) of the results. */
    private double[] weights = new double[0];

    GaussianProcess(Inputs inputs, Hyperparameters hyperparameters, int capacity) {
        this.kernel = new Matern(inputs, hyperparameters);
        this.noise = hyperparameters.noise();
        this.factor = new CholeskyFactor(capacity);
        this.rows = new double[Math.max(16, capacity)][];
    }

    Matern kernel() {
        return kernel;
    }

    double noise() {
        return noise;
    }

    int size() {
        return n;
    }

    double[] row(int index) {
        return rows[index];
    }

    CholeskyFactor factor() {
        return factor;
    }

    double mean() {
        return mean;
    }

    /** K⁻¹ (y - mean) for the results that {@link #explain} was told. */
    double[] weights() {
        return weights;
    }

    /** Forgets points from this number on. */
    void shrink(int points) {
        n = points;
        factor.shrink(Math.min(points, factor.size()));
        if (points < jitteredAt) {
            jitteredAt = 0;
            jitter = 0;
            factor.shrink(0);
            refactor();
        }
    }

    /**
     * Adds a point.
     *
     * @throws ArithmeticException when the covariances cannot be made positive definite
     */
    void add(double[] row) {
        if (n == rows.length) {
            rows = Arrays.copyOf(rows, 2 * n);
        }
        rows[n++] = row;
        if (!append(n - 1)) {
            refactor();
        }
    }

    /** Factors all rows that are not yet in the factor, with as much jitter as it takes. */
    private void refactor() {
        while (factor.size() < n) {
            if (!append(factor.size())) {
                if (jitter + 1 == JITTERS.length) {
                    throw new ArithmeticException("the covariances of " + n + " points are not positive definite");
                }
                jitter++;
                jitteredAt = n;
                factor.shrink(0);
            }
        }
    }

    private boolean append(int row) {
        if (covariances.length < n) {
            covariances = new double[2 * n];
        }
        for (int i = 0; i < row; i++) {
            covariances[i] = kernel.at(kernel.distance(rows[row], rows[i]));
        }
        return factor.append(covariances, kernel.scale() * (1 + JITTERS[jitter]) + noise);
    }

    /** Takes the results of all points, in their order. */
    void explain(double[] targets) {
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        factor.solve(ones);
        double above = 0;
        double below = 0;
        for (int i = 0; i < n; i++) {
            above += ones[i] * targets[i];
            below += ones[i];
        }
        mean = below > 0 ? above / below : 0;
        weights = new double[n];
        for (int i = 0; i < n; i++) {
            weights[i] = targets[i] - mean;
        }
        factor.solve(weights);
    }
}
