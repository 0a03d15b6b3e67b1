package org.attune.search.stopping;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * Where a learning curve ends. Each of several shapes that curves have, a power of the step, its logarithm or an
 * exponential, is fitted by Bayesian linear regression, whose prediction is a Student t distribution in closed form; the
 * predictions are averaged by how probable the shapes are given the curve (as in Domhan et al., 2015, without sampling).
 * The curve's own scale is the unit of the priors. O(shapes · points).
 */
final class CurveForecast {

    /** Exponents of the powers; 0 stands for the logarithm. */
    private static final double[] POWERS = {0, 0.25, 0.5, 1, 2};

    /** The slowest is nearly a straight line. */
    private static final double[] RATES = {0.1, 1, 3, 10};

    /** How little is believed of level and height: a unit of the curve's scale has the weight of this many points. */
    private static final double PRIOR_WEIGHT = 1e-3;

    /** Noise is believed to be about a twentieth of the curve's scale, with the weight of two points. */
    private static final double NOISE_SHAPE = 1;

    private static final double NOISE_RATE = 0.0025;

    private final double[] steps;
    private final double[] costs;
    private final int size;

    /**
     * A curve so far.
     *
     * @param steps ascending, above 0
     * @param costs finite
     * @param size how many count, at least 2
     */
    CurveForecast(double[] steps, double[] costs, int size) {
        this.steps = steps;
        this.costs = costs;
        this.size = size;
    }

    /**
     * The probability that the cost at a step is below a bound.
     *
     * @param end the step, above the last one known
     */
    double below(double end, double bound) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            least = Math.min(least, costs[i]);
            most = Math.max(most, costs[i]);
        }
        double level = costs[size - 1];
        double unit = most - least;
        if (!(unit > 0) || Double.isInfinite(unit)) {
            // a curve that never moved is not expected to
            return level < bound ? 1 : 0;
        }
        int shapes = POWERS.length + RATES.length;
        double[] logWeights = new double[shapes];
        double[] chances = new double[shapes];
        double best = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < shapes; k++) {
            logWeights[k] = fit(k, end, level, unit, (bound - level) / unit, chances);
            best = Math.max(best, logWeights[k]);
        }
        double total = 0;
        double sum = 0;
        for (int k = 0; k < shapes; k++) {
            double weight = StrictMath.exp(logWeights[k] - best);
            total += weight;
            sum += weight * chances[k];
        }
        return sum / total;
    }

    /** Fits level + height · shape; sets the chance, and gives the logarithm of the shape's evidence. */
    private double fit(int shape, double end, double level, double unit, double bound, double[] chances) {
        double first = shape(shape, steps[0] / end);
        double last = shape(shape, steps[size - 1] / end);
        double ones = PRIOR_WEIGHT + size;
        double cross = 0;
        double squares = PRIOR_WEIGHT;
        double withOne = 0;
        double withShape = 0;
        double own = 0;
        for (int i = 0; i < size; i++) {
            double x = (shape(shape, steps[i] / end) - last) / (first - last);
            double y = (costs[i] - level) / unit;
            cross += x;
            squares += x * x;
            withOne += y;
            withShape += x * y;
            own += y * y;
        }
        double determinant = ones * squares - cross * cross;
        double constant = (squares * withOne - cross * withShape) / determinant;
        double height = (ones * withShape - cross * withOne) / determinant;
        double nu = NOISE_SHAPE + size / 2.0;
        double rate = NOISE_RATE + Math.max(0, own - constant * withOne - height * withShape) / 2;
        double x = (shape(shape, 1) - last) / (first - last);
        double spread = 1 + (squares - 2 * x * cross + x * x * ones) / determinant;
        double scale = Math.sqrt(rate / nu * spread);
        double z = (bound - constant - height * x) / scale;
        chances[shape] = new TDistribution(null, 2 * nu).cumulativeProbability(z);
        return -StrictMath.log(determinant) / 2 - nu * StrictMath.log(rate);
    }

    private static double shape(int shape, double part) {
        if (shape >= POWERS.length) {
            return StrictMath.exp(-RATES[shape - POWERS.length] * part);
        }
        return shape == 0 ? -StrictMath.log(part) : StrictMath.pow(part, -POWERS[shape]);
    }
}
