package org.attune.search.math;

/**
 * The standard normal distribution, the same to the last bit on every machine: nothing but arithmetic and StrictMath.
 */
public final class StandardNormal {

    /** ln sqrt(2 pi). */
    public static final double LOG_ROOT_TWO_PI = 0.9189385332046727;

    private static final double ROOT_TWO_PI = 2.5066282746310002;
    private static final double RATIONAL_UP_TO = 7.07106781186547;
    private static final double ZERO_FROM = 38;

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

    /**
     * The probability of a value up to x, to about 14 digits also in the lower tail (Hart's rational function and a
     * continued fraction, as West put them together, 2005).
     */
    public static double cdf(double x) {
        double size = Math.abs(x);
        double tail;
        if (size >= ZERO_FROM) {
            tail = 0;
        } else if (size < RATIONAL_UP_TO) {
            tail = StrictMath.exp(-size * size / 2) * polynomial(TAIL_OVER, size) / polynomial(TAIL_UNDER, size);
        } else {
            double fraction = size + 1 / (size + 2 / (size + 3 / (size + 4 / (size + 0.65))));
            tail = StrictMath.exp(-size * size / 2) / (fraction * ROOT_TWO_PI);
        }
        return x > 0 ? 1 - tail : tail;
    }

    /** The probability of a value from low to high, without loss of digits in either tail; low is at most high. */
    public static double mass(double low, double high) {
        return low > 0 ? cdf(-low) - cdf(-high) : cdf(high) - cdf(low);
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
