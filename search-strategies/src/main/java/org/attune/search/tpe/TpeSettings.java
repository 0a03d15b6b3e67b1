package org.attune.search.tpe;

import org.attune.search.strategy.Options;

/**
 * What can be told to TPE.
 *
 * @param startupTrials how many results come from a Sobol sequence before the model is asked; fewer give the model too
 *     little to tell good from bad, more are wasted in small budgets
 * @param candidates how many points are drawn from the density of the good trials for each proposal; more make the
 *     search greedier
 * @param gamma which part of the trials counts as good, 25 at most
 * @param repeats whether points that are taken may be proposed again
 */
public record TpeSettings(int startupTrials, int candidates, double gamma, boolean repeats) {

    private static final int STARTUP_TRIALS = 10;
    private static final int MOST_STARTUP_TRIALS = 1_000_000;
    private static final int CANDIDATES = 24;
    private static final int MOST_CANDIDATES = 10_000;
    private static final double GAMMA = 0.1;
    private static final double LEAST_GAMMA = 0.01;
    private static final double MOST_GAMMA = 0.5;

    /** Reads and checks the options {@code startupTrials}, {@code candidates} and {@code gamma}. */
    public static TpeSettings read(Options options, boolean repeats) {
        return new TpeSettings(
                (int) options.whole("startupTrials", STARTUP_TRIALS, 1, MOST_STARTUP_TRIALS),
                (int) options.whole("candidates", CANDIDATES, 1, MOST_CANDIDATES),
                options.real("gamma", GAMMA, LEAST_GAMMA, MOST_GAMMA),
                repeats);
    }
}
