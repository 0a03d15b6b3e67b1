package org.attune.search.evolution;

import org.attune.search.strategy.Options;

/**
 * What can be told to CMA-ES.
 *
 * @param startupTrials how many results come from a Sobol sequence; the best of them is where the first run starts
 * @param population how many results make a generation of the first run, or 0 for 4 + 3 ln(dimensions), rounded down;
 *     larger ones are slower and find their way better among many optima and under noise
 * @param repeats whether points that are taken may be proposed again
 */
public record CmaSettings(int startupTrials, int population, boolean repeats) {

    private static final int STARTUP_TRIALS = 10;
    private static final int MOST_STARTUP_TRIALS = 1_000_000;
    private static final int LEAST_POPULATION = 4;
    private static final int MOST_POPULATION = 10_000;

    /** Reads and checks the options {@code startupTrials} and {@code population}. */
    public static CmaSettings read(Options options, boolean repeats) {
        return new CmaSettings(
                (int) options.whole("startupTrials", STARTUP_TRIALS, 1, MOST_STARTUP_TRIALS),
                (int) options.whole("population", 0, LEAST_POPULATION, MOST_POPULATION),
                repeats);
    }
}
