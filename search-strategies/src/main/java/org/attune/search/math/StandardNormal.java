package org.attune.search.math;

/**
 * The standard normal distribution, the same to the last bit on every machine: nothing but arithmetic and StrictMath.
 * Logarithms stay exact to about 1e-13 relative far out in the lower tail, where the plain formulas underflow or cancel:
 * below -1 they rest on Laplace's continued fraction of Mills' ratio.
 */
public final class StandardNormal {

    /** ln sqrt(2 pi). */
    public static final double LOG_ROOT_TWO_PI = 0.9189385332046727;

    /** The density at 0: 1 / sqrt(2 pi). */
    public static final double HIGHEST_DENSITY = 0.3989422804014327;

    /** From here on the digits of the rational function get fewer, and the continued fraction needs few terms. */
    private static final double RATIONAL_UP_TO = 3;

    private static final double ZERO_FROM = 38;

    /** The tail beyond is lost in rounding beside a half. */
    private static final double SURE_FROM = 9;

    private static final double[] TAIL_OVER = {
        3.52624965998911e-2,
        0.700383064443688,
        6.37396220353165,
        33.912866078383,
        112.079291497871,
        221.213596169931,
        220.206867912376
    };
    private static final double[] TAIL_UNDER = {
        8.83883476483184e-2,
        1.75566716318264,
        16.064177579207,
        86.7807322029461,
        296.564248779674,
        637.333633378831,
        793.826512519948,
        440.413735824752
    };

    private static final double CENTRAL = 0.425;
    private static final double CENTRAL_SQUARE = 0.180625;
    private static final double FAR = 5;
    private static final double NEAR_SHIFT = 1.6;
    private static final double[] CENTRAL_OVER = {
        2509.0809287301226727,
        33430.575583588128105,
        67265.770927008700853,
        45921.953931549871457,
        13731.693765509461125,
        1971.5909503065514427,
        133.14166789178437745,
        3.387132872796366608
    };
    private static final double[] CENTRAL_UNDER = {
        5226.495278852854561,
        28729.085735721942674,
        39307.89580009271061,
        21213.794301586595867,
        5394.1960214247511077,
        687.1870074920579083,
        42.313330701600911252,
        1
    };
    private static final double[] NEAR_OVER = {
        7.7454501427834140764e-4,
        0.0227238449892691845833,
        0.24178072517745061177,
        1.27045825245236838258,
        3.64784832476320460504,
        5.7694972214606914055,
        4.6303378461565452959,
        1.42343711074968357734
    };
    private static final double[] NEAR_UNDER = {
        1.05075007164441684324e-9,
        5.475938084995344946e-4,
        0.0151986665636164571966,
        0.14810397642748007459,
        0.68976733498510000455,
        1.6763848301838038494,
        2.05319162663775882187,
        1
    };
    private static final double[] FAR_OVER = {
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        0.0012426609473880784386,
        0.026532189526576123093,
        0.29656057182850489123,
        1.7848265399172913358,
        5.4637849111641143699,
        6.6579046435011037772
    };
    private static final double[] FAR_UNDER = {
        2.04426310338993978564e-15,
        1.4215117583164458887e-7,
        1.8463183175100546818e-5,
        7.868691311456132591e-4,
        0.0148753612908506148525,
        0.13692988092273580531,
        0.59983220655588793769,
        1
    };

    private StandardNormal() {}

    private static double polynomial(double[] coefficients, double x) {
        double sum = coefficients[0];
        for (int i = 1; i < coefficients.length; i++) {
            sum = sum * x + coefficients[i];
        }
        return sum;
    }

    /** The logarithm of the density at z. */
    public static double logDensity(double z) {
        return -0.5 * z * z - LOG_ROOT_TWO_PI;
    }

    /** The density at z. */
    public static double density(double z) {
        return StrictMath.exp(logDensity(z));
    }

    /**
     * The probability of a value up to x, to about 13 digits also in the lower tail: Hart's rational function (as West
     * gives it, 2005) near the middle and the continued fraction beyond.
     */
    public static double cdf(double x) {
        if (x > SURE_FROM) {
            return 1;
        }
        double size = Math.abs(x);
        double tail;
        if (size >= ZERO_FROM) {
            tail = 0;
        } else if (size < RATIONAL_UP_TO) {
            tail = StrictMath.exp(-size * size / 2) * polynomial(TAIL_OVER, size) / polynomial(TAIL_UNDER, size);
        } else {
            tail = density(size) / (size + fraction(size));
        }
        return x > 0 ? 1 - tail : tail;
    }

    /** The logarithm of {@link #cdf}, exact in both tails. */
    public static double logCdf(double z) {
        if (z > 0) {
            return StrictMath.log1p(-cdf(-z));
        }
        return z > -1 ? StrictMath.log(cdf(z)) : logDensity(z) - StrictMath.log(-z + fraction(-z));
    }

    /**
     * The logarithm of h(z) = φ(z) + z Φ(z), the expected improvement of a standard normal over z. From
     * -z²/2 - 2 ln|z| on the far left to ln z on the far right.
     */
    public static double logImprovement(double z) {
        if (z > -1) {
            return StrictMath.log(density(z) + z * cdf(z));
        }
        double c = fraction(-z);
        return logDensity(z) + StrictMath.log(c / (-z + c));
    }

    /** φ(z) / h(z), see {@link #logImprovement}. */
    public static double densityShare(double z) {
        if (z > -1) {
            double density = density(z);
            return density / (density + z * cdf(z));
        }
        double c = fraction(-z);
        return (-z + c) / c;
    }

    /** Φ(z) / h(z), the derivative of {@link #logImprovement}. */
    public static double cdfShare(double z) {
        if (z > -1) {
            double cdf = cdf(z);
            return cdf / (density(z) + z * cdf);
        }
        return 1 / fraction(-z);
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

    /** The probability of a value from low to high, without loss of digits in either tail; low is at most high. */
    public static double mass(double low, double high) {
        if (low > 0) {
            return cdf(-low) - cdf(-high);
        }
        return low < -SURE_FROM && high >= 0 ? cdf(high) : cdf(high) - cdf(low);
    }

    /**
     * The value below which a probability lies, to about 16 digits (Wichura's algorithm AS 241, 1988); infinite at 0
     * and 1.
     */
    public static double quantile(double probability) {
        double centred = probability - 0.5;
        if (Math.abs(centred) <= CENTRAL) {
            double r = CENTRAL_SQUARE - centred * centred;
            return centred * polynomial(CENTRAL_OVER, r) / polynomial(CENTRAL_UNDER, r);
        }
        double tail = centred < 0 ? probability : 1 - probability;
        if (tail <= 0) {
            return centred < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        double r = StrictMath.sqrt(-StrictMath.log(tail));
        double size = r <= FAR
                ? polynomial(NEAR_OVER, r - NEAR_SHIFT) / polynomial(NEAR_UNDER, r - NEAR_SHIFT)
                : polynomial(FAR_OVER, r - FAR) / polynomial(FAR_UNDER, r - FAR);
        return centred < 0 ? -size : size;
    }
}
