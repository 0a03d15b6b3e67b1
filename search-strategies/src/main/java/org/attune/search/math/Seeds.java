package org.attune.search.math;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Counter-based seeds: a number that depends on the study's seed, the trial and the use alone, and not on what was
 * drawn before. Mixing is that of SplitMix64 (Steele, Lea and Flood, 2014).
 */
public final class Seeds {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final RandomGeneratorFactory<RandomGenerator> FACTORY =
            RandomGeneratorFactory.of("L64X128MixRandom");

    private final long state;

    private Seeds(long state) {
        this.state = state;
    }

    /** The seeds of a study. */
    public static Seeds of(long studySeed) {
        return new Seeds(mix(studySeed + GOLDEN_GAMMA));
    }

    /** The seeds of one trial of the study; any number stands for itself. */
    public Seeds forTrial(int trial) {
        return new Seeds(mix(state ^ mix(GOLDEN_GAMMA * (trial + 1L))));
    }

    /** The seed of one use, so that two uses in the same trial draw different numbers. */
    public long forUse(String use) {
        long hash = state;
        for (int i = 0; i < use.length(); i++) {
            hash = mix(hash + GOLDEN_GAMMA + use.charAt(i));
        }
        return mix(hash + use.length());
    }

    /** A generator that gives the same numbers for the same seed on every Java. */
    public static RandomGenerator generator(long seed) {
        return FACTORY.create(seed);
    }

    /** A bijection of 64 bits that changes about half of them for a change of any. */
    public static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
