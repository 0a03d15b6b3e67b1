package org.attune.benchmarks.search;

/**
 * How far the best value of a run is from the answer: 0 is the best value known, 1 what five random points give.
 *
 * @param best the best value known
 * @param reference what five random points give
 */
record Regret(double best, double reference) {

    Regret {
        if (!Double.isFinite(best) || !Double.isFinite(reference) || reference <= best) {
            throw new IllegalArgumentException(
                    "y_star is " + best + " and y_ref " + reference + ", expected y_star below y_ref");
        }
    }

    /**
     * The normalised regret.
     *
     * @param found the smallest value of a run; infinite while every trial has failed
     * @return from 0 to 1
     */
    double of(double found) {
        if (Double.isNaN(found)) {
            return 1;
        }
        return Math.min(1, Math.max(0, (found - best) / (reference - best)));
    }
}
