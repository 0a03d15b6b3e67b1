package org.attune.search.bayes;

import java.util.Arrays;
import org.attune.search.math.StandardNormal;

/**
 * Turns costs into targets that a Gaussian process can explain: mean 0, variance 1, and bad results, which may be
 * worse by orders of magnitude, not so far away that the good ones look all the same. Every transform is increasing.
 */
enum Transform {

    /** Only moved and scaled. */
    STANDARD {
        @Override
        double warp(double[] costs) {
            return 0;
        }
    },

    /**
     * The power transform of Yeo and Johnson (2000) with the power of greatest likelihood: near a logarithm for costs
     * over many orders of magnitude, near the identity for costs that are normal already.
     */
    POWER {
        @Override
        double warp(double[] costs) {
            standardise(costs);
            double power = likeliestPower(costs);
            double logSlopes = 0;
            for (int i = 0; i < costs.length; i++) {
                logSlopes += (power - 1) * Math.signum(costs[i]) * Math.log1p(Math.abs(costs[i]));
                costs[i] = yeoJohnson(costs[i], power);
            }
            return logSlopes;
        }
    },

    /**
     * The worse half by ranks, as far from the median as normal quantiles would be, then all on a logarithm that
     * stretches what is near the best (Song et al., 2024: the output warping of Vizier's Gaussian process bandit).
     */
    RANKS {
        @Override
        double warp(double[] costs) {
            double[] before = costs.clone();
            halfRanks(costs);
            double best = Arrays.stream(costs).min().orElse(0);
            double range = Arrays.stream(costs).max().orElse(0) - best;
            for (int i = 0; i < costs.length && range > 0; i++) {
                costs[i] = Math.log1p(STRETCH * (costs[i] - best) / range);
            }
            return slopes(before, costs);
        }
    };

    private static final double STRETCH = 0.5;
    private static final double LEAST_POWER = -4;
    private static final double MOST_POWER = 2;

    /** Transforms in place and returns the sum of the logarithms of the slopes, where there are slopes. */
    abstract double warp(double[] costs);

    /**
     * The targets of costs.
     *
     * @param costs finite numbers, less is better; unchanged
     */
    double[] targets(double[] costs) {
        double[] targets = squarable(costs);
        warp(targets);
        standardise(targets);
        return targets;
    }

    /** The logarithm of the product of the slopes of the whole transform, as far as they are known. */
    double logSlopes(double[] costs) {
        double[] targets = squarable(costs);
        // the power is one more choice that was made from the results
        double logSlopes = this == POWER ? -costs.length * Math.log(deviation(costs)) - 1 : 0;
        logSlopes += warp(targets);
        return logSlopes - costs.length * Math.log(deviation(targets));
    }

    /**
     * The slopes between neighbours, of which each of the worse half is a choice that was made from the results: a nat
     * each, as Akaike counts them.
     */
    private static double slopes(double[] before, double[] after) {
        double[] costs = before.clone();
        double[] warped = after.clone();
        Arrays.sort(costs);
        Arrays.sort(warped);
        int n = costs.length;
        double sum = -(n / 2);
        for (int i = 0; i < n; i++) {
            int low = Math.max(0, i - 1);
            int high = Math.min(n - 1, i + 1);
            while (low > 0 && costs[low] == costs[i]) {
                low--;
            }
            while (high < n - 1 && costs[high] == costs[i]) {
                high++;
            }
            double rise = warped[high] - warped[low];
            double run = costs[high] - costs[low];
            sum += run > 0 && rise > 0 ? Math.log(rise) - Math.log(run) : 0;
        }
        return sum;
    }

    /** A copy, scaled down where numbers are so large that their squares are none. */
    private static double[] squarable(double[] values) {
        double most = Arrays.stream(values).map(Math::abs).max().orElse(0);
        double scale = most > 1e100 ? 1 / most : 1;
        return Arrays.stream(values).map(value -> value * scale).toArray();
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(0);
    }

    private static double deviation(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        double deviation = Math.sqrt(sum / Math.max(1, values.length));
        return deviation > 0 && Double.isFinite(deviation) ? deviation : 1;
    }

    private static void standardise(double[] values) {
        double mean = mean(values);
        double deviation = deviation(values);
        for (int i = 0; i < values.length; i++) {
            values[i] = (values[i] - mean) / deviation;
        }
    }

    private static double yeoJohnson(double x, double power) {
        if (x >= 0) {
            return Math.abs(power) < 1e-9 ? Math.log1p(x) : Math.expm1(power * Math.log1p(x)) / power;
        }
        double other = 2 - power;
        return Math.abs(other) < 1e-9 ? -Math.log1p(-x) : -Math.expm1(other * Math.log1p(-x)) / other;
    }

    /** The power at which the transformed values are most likely to be normal, by golden section. */
    private static double likeliestPower(double[] values) {
        double ratio = (Math.sqrt(5) - 1) / 2;
        double low = LEAST_POWER;
        double high = MOST_POWER;
        double left = high - ratio * (high - low);
        double right = low + ratio * (high - low);
        double atLeft = unlikeliness(values, left);
        double atRight = unlikeliness(values, right);
        while (high - low > 1e-3) {
            if (atLeft < atRight) {
                high = right;
                right = left;
                atRight = atLeft;
                left = high - ratio * (high - low);
                atLeft = unlikeliness(values, left);
            } else {
                low = left;
                left = right;
                atLeft = atRight;
                right = low + ratio * (high - low);
                atRight = unlikeliness(values, right);
            }
        }
        return (low + high) / 2;
    }

    private static double unlikeliness(double[] values, double power) {
        double[] warped = new double[values.length];
        double logSlopes = 0;
        for (int i = 0; i < values.length; i++) {
            warped[i] = yeoJohnson(values[i], power);
            logSlopes += (power - 1) * Math.signum(values[i]) * Math.log1p(Math.abs(values[i]));
        }
        return values.length * Math.log(deviation(warped)) - logSlopes;
    }

    private static void halfRanks(double[] costs) {
        double[] sorted = costs.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        double median = n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
        double sum = 0;
        int good = 0;
        for (double value : sorted) {
            if (value <= median) {
                sum += (value - median) * (value - median);
                good++;
            }
        }
        double spread = Math.sqrt(sum / Math.max(1, good));
        if (!(spread > 0)) {
            spread = deviation(costs);
        }
        for (int i = 0; i < n; i++) {
            if (costs[i] > median) {
                int at = rank(sorted, costs[i]);
                costs[i] = median + spread * StandardNormal.quantile((at + 0.5) / n);
            }
        }
    }

    /** The middle of the places that a value has among sorted ones. */
    private static int rank(double[] sorted, double value) {
        int first = Arrays.binarySearch(sorted, value);
        int last = first;
        while (first > 0 && sorted[first - 1] == value) {
            first--;
        }
        while (last + 1 < sorted.length && sorted[last + 1] == value) {
            last++;
        }
        return (first + last) / 2;
    }
}
