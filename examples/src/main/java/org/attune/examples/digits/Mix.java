package org.attune.examples.digits;

/**
 * Counter-based randomness: a value depends on its key alone, never on how many were drawn before it. So every rank
 * computes the same initial weights, the same order of samples and the same dropout masks without a word exchanged.
 * The mixing function is that of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
 */
final class Mix {
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private Mix() {}

    /** The key below {@code key} numbered {@code index}. */
    static long key(long key, long index) {
        long z = key + (index + 1) * STEP;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** A number in [0, 1) that belongs to (key, index). */
    static double uniform(long key, long index) {
        return (key(key, index) >>> 11) * 0x1.0p-53;
    }

    /** A permutation of 0 … n−1 that belongs to the key (Fisher–Yates). */
    static int[] permutation(long key, int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        for (int i = n - 1; i > 0; i--) {
            int j = (int) (uniform(key, i) * (i + 1));
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        return order;
    }
}
