package org.attune.search.bayes;

import java.util.Arrays;

/**
 * What a Gaussian process is fitted by, as logarithms: a length-scale a column, the variance of the function and that
 * of the noise, the last two in units of the transformed results.
 */
final class Hyperparameters {

    static final double LEAST_LOG_LENGTH = Math.log(0.05);
    static final double MOST_LOG_LENGTH = Math.log(50);
    static final double LEAST_LOG_SCALE = Math.log(0.05);
    static final double MOST_LOG_SCALE = Math.log(50);
    static final double LEAST_LOG_NOISE = Math.log(1e-6);
    static final double MOST_LOG_NOISE = Math.log(1);

    private final double[] theta;

    Hyperparameters(double[] theta) {
        this.theta = theta.clone();
    }

    /** Where a search for better ones starts: smooth in every column, hardly any noise. */
    static Hyperparameters start(int columns, double length) {
        double[] theta = new double[columns + 2];
        Arrays.fill(theta, Math.log(length * Math.sqrt(columns)));
        theta[columns] = 0;
        theta[columns + 1] = -6;
        return new Hyperparameters(theta);
    }

    static double[] low(int columns) {
        double[] bounds = new double[columns + 2];
        Arrays.fill(bounds, LEAST_LOG_LENGTH);
        bounds[columns] = LEAST_LOG_SCALE;
        bounds[columns + 1] = LEAST_LOG_NOISE;
        return bounds;
    }

    static double[] high(int columns) {
        double[] bounds = new double[columns + 2];
        Arrays.fill(bounds, MOST_LOG_LENGTH);
        bounds[columns] = MOST_LOG_SCALE;
        bounds[columns + 1] = MOST_LOG_NOISE;
        return bounds;
    }

    double[] toArray() {
        return theta.clone();
    }

    double logLength(int column) {
        return theta[column];
    }

    double logScale() {
        return theta[theta.length - 2];
    }

    double logNoise() {
        return theta[theta.length - 1];
    }

    double noise() {
        return Math.exp(logNoise());
    }
}
