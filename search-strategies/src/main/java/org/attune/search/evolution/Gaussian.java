package org.attune.search.evolution;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * A normal distribution that adapts its mean, step and covariance to ranked points: CMA-ES with cumulative step-size
 * control and negative weights (Hansen, The CMA evolution strategy: a tutorial, 2016). Points may come from anywhere:
 * their length is limited as proposed for injected points (Hansen, 2011). Above {@value #MOST_FULL} dimensions the
 * covariance is diagonal (Ros and Hansen, 2008).
 */
final class Gaussian {

    private static final int MOST_FULL = 100;
    private static final double LONGEST_STEP = 1;
    private static final double LEAST_VARIANCE = 1e-30;
    private static final double WORST_CONDITION = 1e14;

    private final int dimensions;
    private final boolean diagonal;
    private final double[] weights;
    private final int parents;
    private final double parentsEffective;
    private final double stepRate;
    private final double stepDamping;
    private final double pathRate;
    private final double rankOneRate;
    private final double rankManyRate;
    private final double expectedLength;

    private final double[] mean;
    private double step;
    private final double[][] covariance;
    private double[][] axes;
    private final double[] lengths;
    private final double[] stepPath;
    private final double[] path;
    private int generation;

    Gaussian(double[] mean, double step, int population) {
        this.dimensions = mean.length;
        this.diagonal = dimensions > MOST_FULL;
        this.mean = mean.clone();
        this.step = step;
        this.parents = population / 2;
        this.weights = new double[population];
        for (int i = 0; i < population; i++) {
            weights[i] = StrictMath.log((population + 1) / 2.0) - StrictMath.log(i + 1.0);
        }
        double n = Math.max(1, dimensions);
        this.parentsEffective = effective(0, parents);
        this.stepRate = (parentsEffective + 2) / (n + parentsEffective + 5);
        this.stepDamping = 1 + 2 * Math.max(0, StrictMath.sqrt((parentsEffective - 1) / (n + 1)) - 1) + stepRate;
        this.pathRate = (4 + parentsEffective / n) / (n + 4 + 2 * parentsEffective / n);
        double faster = diagonal ? (n + 2) / 3 : 1;
        this.rankOneRate = Math.min(1, faster * 2 / ((n + 1.3) * (n + 1.3) + parentsEffective));
        double many = 2 * (0.25 + parentsEffective - 2 + 1 / parentsEffective);
        this.rankManyRate = Math.min(1 - rankOneRate, faster * many / ((n + 2) * (n + 2) + parentsEffective));
        this.expectedLength = StrictMath.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
        normaliseWeights(n);
        this.covariance = new double[dimensions][diagonal ? 1 : dimensions];
        this.axes = new double[diagonal ? 0 : dimensions][dimensions];
        for (int i = 0; i < dimensions; i++) {
            covariance[i][diagonal ? 0 : i] = 1;
            if (!diagonal) {
                axes[i][i] = 1;
            }
        }
        this.lengths = new double[dimensions];
        Arrays.fill(lengths, 1);
        this.stepPath = new double[dimensions];
        this.path = new double[dimensions];
    }

    /** How many points some weights are worth: (sum of weights)^2 / sum of squares. */
    private double effective(int from, int to) {
        double sum = 0;
        double squares = 0;
        for (int i = from; i < to; i++) {
            sum += weights[i];
            squares += weights[i] * weights[i];
        }
        return squares == 0 ? 0 : sum * sum / squares;
    }

    /** The better half sums to 1, the others to no less than what keeps the covariance positive. */
    private void normaliseWeights(double n) {
        double bound = Math.min(
                1 + rankOneRate / rankManyRate,
                Math.min(
                        1 + 2 * effective(parents, weights.length) / (parentsEffective + 2),
                        (1 - rankOneRate - rankManyRate) / (n * rankManyRate)));
        double positive = 0;
        double negative = 0;
        for (int i = 0; i < weights.length; i++) {
            positive += i < parents ? weights[i] : 0;
            negative -= i < parents ? 0 : weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= i < parents ? 1 / positive : Math.max(0, bound) / negative;
        }
    }

    /** The weights of ranked points, those of the better half sum to 1. */
    double[] weights() {
        return weights;
    }

    double parentsEffective() {
        return parentsEffective;
    }

    double mean(int dimension) {
        return mean[dimension];
    }

    double step() {
        return step;
    }

    /** The standard deviation in one dimension. */
    double deviation(int dimension) {
        return step * StrictMath.sqrt(covariance[dimension][diagonal ? 0 : dimension]);
    }

    /** The point that independent standard normal numbers stand for. */
    double[] point(double[] normals) {
        double[] point = stretch(normals);
        for (int i = 0; i < dimensions; i++) {
            point[i] = mean[i] + step * point[i];
        }
        return point;
    }

    private double[] stretch(double[] normals) {
        double[] result = new double[dimensions];
        for (int i = 0; i < dimensions; i++) {
            if (diagonal) {
                result[i] = lengths[i] * normals[i];
                continue;
            }
            for (int j = 0; j < dimensions; j++) {
                result[i] += axes[i][j] * lengths[j] * normals[j];
            }
        }
        return result;
    }

    /** The inverse square root of the covariance times a vector. */
    private double[] whiten(double[] vector) {
        double[] result = new double[dimensions];
        if (diagonal) {
            for (int i = 0; i < dimensions; i++) {
                result[i] = vector[i] / lengths[i];
            }
            return result;
        }
        for (int j = 0; j < dimensions; j++) {
            double along = 0;
            for (int i = 0; i < dimensions; i++) {
                along += axes[i][j] * vector[i];
            }
            along /= lengths[j];
            for (int i = 0; i < dimensions; i++) {
                result[i] += axes[i][j] * along;
            }
        }
        return result;
    }

    private static double length(double[] vector) {
        double sum = 0;
        for (double each : vector) {
            sum += each * each;
        }
        return StrictMath.sqrt(sum);
    }

    /**
     * Adapts to one generation.
     *
     * @param ranked points, best first; they may be fewer than the population, when the rest has no rank: the better
     *     half of the population then counts as far as there are points
     * @param flat whether all are equally good, so that the step must grow to see a difference
     */
    void update(double[][] ranked, boolean flat) {
        if (dimensions == 0) {
            return;
        }
        generation++;
        double longest = StrictMath.sqrt(dimensions) + 2.0 * dimensions / (dimensions + 2);
        double[][] moves = new double[ranked.length][];
        double[] whitened = new double[ranked.length];
        for (int i = 0; i < ranked.length; i++) {
            moves[i] = new double[dimensions];
            for (int j = 0; j < dimensions; j++) {
                moves[i][j] = (ranked[i][j] - mean[j]) / step;
            }
            double length = length(whiten(moves[i]));
            if (length > longest) {
                for (int j = 0; j < dimensions; j++) {
                    moves[i][j] *= longest / length;
                }
                length = longest;
            }
            whitened[i] = length;
        }
        double[] shift = shift(moves);
        for (int j = 0; j < dimensions; j++) {
            mean[j] = Math.max(0, Math.min(1, mean[j] + step * shift[j]));
        }
        adaptStep(shift, flat);
        adaptCovariance(moves, whitened);
        decompose();
    }

    /** How far the mean moves, in steps: the weighted mean of the better ones' moves. */
    private double[] shift(double[][] moves) {
        double[] shift = new double[dimensions];
        double total = 0;
        for (int i = 0; i < Math.min(parents, moves.length); i++) {
            total += weights[i];
        }
        for (int i = 0; i < Math.min(parents, moves.length); i++) {
            for (int j = 0; j < dimensions; j++) {
                shift[j] += weights[i] / total * moves[i][j];
            }
        }
        return shift;
    }

    private void adaptStep(double[] shift, boolean flat) {
        double[] whiteShift = whiten(shift);
        double push = StrictMath.sqrt(stepRate * (2 - stepRate) * parentsEffective);
        for (int j = 0; j < dimensions; j++) {
            stepPath[j] = (1 - stepRate) * stepPath[j] + push * whiteShift[j];
        }
        double length = length(stepPath);
        double faded = 1 - StrictMath.pow(1 - stepRate, 2.0 * generation);
        boolean stalled = length / StrictMath.sqrt(faded) >= (1.4 + 2.0 / (dimensions + 1)) * expectedLength;
        double pathPush = stalled ? 0 : StrictMath.sqrt(pathRate * (2 - pathRate) * parentsEffective);
        for (int j = 0; j < dimensions; j++) {
            path[j] = (1 - pathRate) * path[j] + pathPush * shift[j];
        }
        double change = flat ? 0.2 + stepRate / stepDamping : stepRate / stepDamping * (length / expectedLength - 1);
        step = Math.min(LONGEST_STEP, step * StrictMath.exp(Math.min(1, change)));
    }

    private void adaptCovariance(double[][] moves, double[] whitened) {
        double sum = 0;
        double[] each = new double[moves.length];
        for (int i = 0; i < moves.length; i++) {
            each[i] = weights[i];
            sum += weights[i];
            if (weights[i] < 0) {
                each[i] *= dimensions / Math.max(1e-12, whitened[i] * whitened[i]);
            }
        }
        double keep = 1 - rankOneRate - rankManyRate * sum;
        for (int a = 0; a < dimensions; a++) {
            for (int b = diagonal ? a : 0; b <= a; b++) {
                double many = 0;
                for (int i = 0; i < moves.length; i++) {
                    many += each[i] * moves[i][a] * moves[i][b];
                }
                int at = diagonal ? 0 : b;
                covariance[a][at] = keep * covariance[a][at] + rankOneRate * path[a] * path[b] + rankManyRate * many;
                if (!diagonal) {
                    covariance[b][a] = covariance[a][at];
                }
            }
        }
    }

    private void decompose() {
        if (diagonal) {
            for (int i = 0; i < dimensions; i++) {
                covariance[i][0] = Math.max(LEAST_VARIANCE, covariance[i][0]);
                lengths[i] = StrictMath.sqrt(covariance[i][0]);
            }
            return;
        }
        EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(covariance, false));
        RealMatrix vectors = eigen.getV();
        axes = vectors.getData();
        for (int i = 0; i < dimensions; i++) {
            lengths[i] = StrictMath.sqrt(Math.max(LEAST_VARIANCE, eigen.getRealEigenvalue(i)));
        }
    }

    /** Whether it has shrunk so far that rounding is all that is left to search, or lost its shape. */
    boolean spent(double narrowest) {
        double largest = 0;
        double longest = 0;
        double shortest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < dimensions; i++) {
            largest = Math.max(largest, deviation(i));
            longest = Math.max(longest, lengths[i]);
            shortest = Math.min(shortest, lengths[i]);
        }
        boolean wellFormed = largest >= narrowest && longest * longest <= WORST_CONDITION * shortest * shortest;
        return dimensions > 0 && !wellFormed;
    }
}
