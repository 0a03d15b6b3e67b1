package org.attune.search.math;

import org.apache.commons.math3.special.Erf;

/**
 * Functions of the standard normal distribution that stay exact to about 1e-13 relative far out in the tail, where the
 * plain formulas underflow or cancel. Below -1 they rest on Laplace's continued fraction of Mills' ratio.
 */
public final class NormalTail {

    private static final double LOG_SQRT_2_PI = 0.918938533204672741780329736406;
    private static final double SQRT_2 = Math.sqrt(2);

    private NormalTail() {}

    /** The logarithm of the density at z. */
    public static double logDensity(double z) {
        return -0.5 * z * z - LOG_SQRT_2_PI;
    }

    /** The density at z. */
    public static double density(double z) {
        return Math.exp(logDensity(z));
    }

    /** The distribution function at z. */
    public static double distribution(double z) {
        return 0.5 * Erf.erfc(-z / SQRT_2);
    }

    /** The logarithm of the distribution function at z. */
    public static double logDistribution(double z) {
        return z > -1 ? Math.log(distribution(z)) : logDensity(z) - Math.log(-z + fraction(-z));
    }

    /**
     * The logarithm of h(z) = φ(z) + z Φ(z), the expected improvement of a standard normal over z. From
     * -z²/2 - 2 ln|z| on the far left to ln z on the far right.
     */
    public static double logImprovement(double z) {
        if (z > -1) {
            return Math.log(density(z) + z * distribution(z));
        }
        double c = fraction(-z);
        return logDensity(z) + Math.log(c / (-z + c));
    }

    /** φ(z) / h(z), see {@link #logImprovement}. */
    public static double densityShare(double z) {
        if (z > -1) {
            double density = density(z);
            return density / (density + z * distribution(z));
        }
        double c = fraction(-z);
        return (-z + c) / c;
    }

    /** Φ(z) / h(z), the derivative of {@link #logImprovement}. */
    public static double distributionShare(double z) {
        if (z > -1) {
            double distribution = distribution(z);
            return distribution / (density(z) + z * distribution);
        }
        return 1 / fraction(-z);
    }

    /**
     * The z at which the distribution function has a value, by bisection, to 1e-10.
     *
     * @param probability above 0 and below 1; what is nearer to them than 1e-15 counts as that near
     */
    public static double quantile(double probability) {
        double wanted = Math.max(1e-15, Math.min(1 - 1e-15, probability));
        double low = -9;
        double high = 9;
        while (high - low > 1e-10) {
            double middle = (low + high) / 2;
            if (distribution(middle) < wanted) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /**
     * The continued fraction 1/(t + 2/(t + 3/(t + …))), for t of 1 or more. Mills' ratio Φ(-t)/φ(t) is 1/(t + it), and
     * 1 - t times Mills' ratio is it/(t + it), without cancellation.
     */
    private static double fraction(double t) {
        int terms = (int) (12 + 320 / (t * t));
        double tail = 0;
        for (int k = terms; k >= 1; k--) {
            tail = k / (t + tail);
        }
        return tail;
    }
}
