package org.attune.search.math;

import org.apache.commons.math3.random.SobolSequenceGenerator;

/**
 * The Sobol sequence with the direction numbers of Joe and Kuo (2008), scrambled as Owen proposed (1995): of every
 * coordinate each binary digit is flipped or not by a hash of the digits before it. Scrambling keeps the even cover,
 * makes every single point uniform and takes the corners away, so the sequence is used from its very first point on,
 * without which its blocks of 2^m points would not be balanced (Owen, 2020).
 *
 * <p>A point is computed from its index alone, in O(dimensions). Immutable.
 */
public final class SobolSequence {

    /** The most dimensions for which direction numbers exist. */
    public static final int MOST_DIMENSIONS = 1_000;

    private static final int DIGITS = 32;
    private static final int INDEX_BITS = 31;
    private static final int TAIL_BITS = 21;
    private static final double UNIT = 0x1p-53;
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    /** By index bit, then dimension: the first 32 binary digits of what the bit contributes. */
    private final long[][] directions;

    private final long[] keys;

    /**
     * A sequence.
     *
     * @param dimensions from 0 to {@link #MOST_DIMENSIONS}
     * @param seed chooses the scrambling
     * @throws IllegalArgumentException when the dimensions are out of range
     */
    public SobolSequence(int dimensions, long seed) {
        if (dimensions < 0 || dimensions > MOST_DIMENSIONS) {
            throw new IllegalArgumentException(
                    "the number of dimensions is " + dimensions + ", expected 0 to " + MOST_DIMENSIONS);
        }
        this.directions = directions(dimensions);
        this.keys = new long[dimensions];
        for (int i = 0; i < dimensions; i++) {
            keys[i] = Seeds.mix(Seeds.mix(seed) + GOLDEN_GAMMA * (i + 1));
        }
    }

    private static long[][] directions(int dimensions) {
        long[][] directions = new long[INDEX_BITS][dimensions];
        if (dimensions == 0) {
            return directions;
        }
        SobolSequenceGenerator generator = new SobolSequenceGenerator(dimensions);
        for (int bit = 0; bit < INDEX_BITS; bit++) {
            // the Gray code of 2^(bit+1) - 1 has this one bit set, so its point is what the bit contributes
            double[] point = generator.skipTo((int) ((1L << (bit + 1)) - 1));
            for (int i = 0; i < dimensions; i++) {
                directions[bit][i] = (long) (point[i] * (1L << DIGITS));
            }
        }
        return directions;
    }

    /** The number of coordinates of a point. */
    public int dimensions() {
        return keys.length;
    }

    /**
     * A point of the half-open unit cube.
     *
     * @param index from 0
     * @throws IllegalArgumentException when the index is negative
     */
    public double[] point(int index) {
        if (index < 0) {
            throw new IllegalArgumentException("the index is " + index + ", expected 0 or more");
        }
        int gray = index ^ (index >>> 1);
        double[] point = new double[keys.length];
        for (int i = 0; i < point.length; i++) {
            long digits = 0;
            for (int bit = 0; bit < INDEX_BITS; bit++) {
                if ((gray >>> bit & 1) == 1) {
                    digits ^= directions[bit][i];
                }
            }
            point[i] = scramble(digits, keys[i]);
        }
        return point;
    }

    private static double scramble(long digits, long key) {
        long scrambled = 0;
        for (int digit = DIGITS - 1; digit >= 0; digit--) {
            // a leading one marks how long the prefix is, so that equal prefixes of different length differ
            long prefix = (1L << DIGITS | digits) >>> (digit + 1);
            long flip = Seeds.mix(key ^ GOLDEN_GAMMA * prefix) & 1;
            scrambled |= (digits >>> digit & 1 ^ flip) << digit;
        }
        long tail = Seeds.mix(key + GOLDEN_GAMMA * digits) >>> (Long.SIZE - TAIL_BITS);
        return (scrambled << TAIL_BITS | tail) * UNIT;
    }
}
