package org.attune.search.math;

/**
 * Exponentials of negative numbers for sums of many small terms: several times faster than StrictMath and the same to
 * the last bit on every machine.
 */
public final class Fading {

    /** From here on {@link #exp} is 0. */
    public static final double NOTHING_FROM = 32;

    /** Steps of the table in 1. */
    private static final int FINENESS = 32;

    private static final double[] TABLE = new double[(int) NOTHING_FROM * FINENESS];

    static {
        for (int i = 0; i < TABLE.length; i++) {
            TABLE[i] = StrictMath.exp(-i / (double) FINENESS);
        }
    }

    private Fading() {}

    /**
     * e to the power of -x, to 9 digits.
     *
     * @param x 0 or more; NaN counts as 0
     */
    public static double exp(double x) {
        if (x >= NOTHING_FROM) {
            return 0;
        }
        int step = (int) (x * FINENESS);
        double left = x - step / (double) FINENESS;
        // the series, of which what is left out is below left^5 / 120 < 3e-10
        return TABLE[step] * (1 - left * (1 - left * (1 / 2.0 - left * (1 / 6.0 - left / 24))));
    }
}
