package org.attune.search.bayes;

/**
 * The Matérn-5/2 kernel with a length-scale for each column (automatic relevance determination; Rasmussen and
 * Williams, 2006, chapter 4): s² (1 + √5 r + 5/3 r²) exp(-√5 r), r² = Σ (x - x')² / l², where categories are at
 * distance 0 or 1.
 */
final class Matern {

    private static final double SQRT_5 = Math.sqrt(5);

    private final boolean[] categorical;
    /** Inverse squared length-scales. */
    private final double[] weights;

    private final double scale;

    Matern(Inputs inputs, Hyperparameters hyperparameters) {
        this.categorical = new boolean[inputs.width()];
        this.weights = new double[categorical.length];
        for (int i = 0; i < categorical.length; i++) {
            categorical[i] = inputs.categorical(i);
            weights[i] = Math.exp(-2 * hyperparameters.logLength(i));
        }
        this.scale = Math.exp(hyperparameters.logScale());
    }

    /** The variance of the function at any one point, s². */
    double scale() {
        return scale;
    }

    boolean categorical(int column) {
        return categorical[column];
    }

    /** The inverse squared length-scale of a column. */
    double weight(int column) {
        return weights[column];
    }

    /** The squared distance in units of length-scales. */
    double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            double difference = a[i] - b[i];
            if (categorical[i]) {
                sum += difference == 0 ? 0 : weights[i];
            } else {
                sum += weights[i] * difference * difference;
            }
        }
        return sum;
    }

    /** The covariance at a squared distance. */
    double at(double squared) {
        double r = SQRT_5 * Math.sqrt(squared);
        return scale * (1 + r + r * r / 3) * Math.exp(-r);
    }

    /** The derivative of the covariance by the squared distance, when the covariance is known already. */
    static double slope(double squared, double covariance) {
        double r = SQRT_5 * Math.sqrt(squared);
        return -5.0 / 6.0 * (1 + r) * covariance / (1 + r + r * r / 3);
    }
}
