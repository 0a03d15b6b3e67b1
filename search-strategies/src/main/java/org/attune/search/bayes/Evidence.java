package org.attune.search.bayes;

import java.util.Arrays;
import org.attune.search.math.CholeskyFactor;

/**
 * How well hyperparameters explain results: the logarithm of the marginal likelihood of a Gaussian process with a
 * constant mean (generalised least squares), plus that of the prior, with its gradient (Rasmussen and Williams, 2006,
 * equations 2.30 and 5.9). O(n³) an evaluation, in memory that is kept.
 */
final class Evidence {

    private static final double LOG_2_PI = Math.log(2 * Math.PI);

    private final Inputs inputs;
    private final double[][] rows;
    private final double[] targets;
    private final HyperPrior prior;
    private final int n;
    private final double[] squared;
    private final double[] covariances;
    private final double[] inverse;
    private final double[] scratch;
    private final double[] weighted;
    private final double[] ones;
    private final CholeskyFactor factor;

    Evidence(Inputs inputs, double[][] rows, double[] targets, HyperPrior prior) {
        this.inputs = inputs;
        this.rows = rows;
        this.targets = targets;
        this.prior = prior;
        this.n = rows.length;
        this.squared = new double[n * n];
        this.covariances = new double[n * n];
        this.inverse = new double[n * n];
        this.scratch = new double[n * n];
        this.weighted = new double[n];
        this.ones = new double[n];
        this.factor = new CholeskyFactor(n);
    }

    /**
     * The negative logarithm of the posterior density.
     *
     * @param theta the hyperparameters
     * @param gradient receives the gradient by the hyperparameters
     * @return infinite when the covariances are not positive definite to working precision
     */
    double negative(double[] theta, double[] gradient) {
        Hyperparameters hyperparameters = new Hyperparameters(theta);
        Matern kernel = new Matern(inputs, hyperparameters);
        double noise = hyperparameters.noise();
        if (!factorise(kernel, noise)) {
            return Double.POSITIVE_INFINITY;
        }
        double fit = center();
        factor.inverse(inverse, scratch);
        Arrays.fill(gradient, 0);
        double logPrior = prior.logDensity(theta, gradient);
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = -gradient[i];
        }
        gradient(kernel, noise, gradient);
        return 0.5 * (fit + factor.logDeterminant() + n * LOG_2_PI) - logPrior;
    }

    private boolean factorise(Matern kernel, double noise) {
        factor.shrink(0);
        double[] row = scratch;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double distance = kernel.distance(rows[i], rows[j]);
                double covariance = kernel.at(distance);
                squared[i * n + j] = distance;
                covariances[i * n + j] = covariance;
                row[j] = covariance;
            }
            if (!factor.append(row, kernel.scale() + noise)) {
                return false;
            }
        }
        return true;
    }

    /** Subtracts the mean from the results and leaves K⁻¹ times the rest; returns the rest's squared length under K⁻¹. */
    private double center() {
        Arrays.fill(ones, 1);
        factor.solve(ones);
        double above = 0;
        double below = 0;
        for (int i = 0; i < n; i++) {
            above += ones[i] * targets[i];
            below += ones[i];
        }
        double mean = above / below;
        for (int i = 0; i < n; i++) {
            weighted[i] = targets[i] - mean;
        }
        factor.solve(weighted);
        double fit = 0;
        for (int i = 0; i < n; i++) {
            fit += weighted[i] * (targets[i] - mean);
        }
        return fit;
    }

    private void gradient(Matern kernel, double noise, double[] gradient) {
        int columns = inputs.width();
        double byScale = 0;
        double byNoise = 0;
        for (int i = 0; i < n; i++) {
            double diagonal = weighted[i] * weighted[i] - inverse[i * n + i];
            byScale += diagonal * kernel.scale();
            byNoise += diagonal * noise;
            double[] a = rows[i];
            for (int j = 0; j < i; j++) {
                double[] b = rows[j];
                double m = weighted[i] * weighted[j] - inverse[i * n + j];
                double covariance = covariances[i * n + j];
                byScale += 2 * m * covariance;
                double slope = 2 * m * Matern.slope(squared[i * n + j], covariance);
                for (int c = 0; c < columns; c++) {
                    double difference = a[c] - b[c];
                    double part = inputs.categorical(c) ? (difference == 0 ? 0 : 1) : difference * difference;
                    gradient[c] += slope * kernel.weight(c) * part;
                }
            }
        }
        // -1/2 tr((αα' - K⁻¹) dK); for a length-scale dK is slope · (-2 w D), which the factor -1/2 leaves as it stands
        gradient[columns] -= 0.5 * byScale;
        gradient[columns + 1] -= 0.5 * byNoise;
    }
}
