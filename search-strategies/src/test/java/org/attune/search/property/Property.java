package org.attune.search.property;

import java.util.random.RandomGenerator;
import org.attune.search.math.Seeds;

/**
 * Runs a check on many seeded cases. A failure names the seed of its case; {@code -Dproperty.seed=N} runs that case
 * alone.
 */
public final class Property {

    private static final String SEED = "property.seed";
    private static final long FIRST_SEED = 20_240_601L;

    private Property() {}

    /** A check of one case, which takes all its choices from the generator. */
    @FunctionalInterface
    public interface Check {
        /** Throws when the property does not hold. */
        void on(RandomGenerator random) throws Exception;
    }

    /** Checks a number of cases, always the same ones. */
    public static void holds(int cases, Check check) {
        Long only = Long.getLong(SEED);
        long first = only != null ? only : FIRST_SEED;
        int count = only != null ? 1 : cases;
        for (long seed = first; seed < first + count; seed++) {
            try {
                check.on(Seeds.generator(seed));
            } catch (Exception | AssertionError failure) {
                throw new AssertionError("fails with -D" + SEED + "=" + seed + ": " + failure.getMessage(), failure);
            }
        }
    }
}
