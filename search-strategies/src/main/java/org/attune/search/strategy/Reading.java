package org.attune.search.strategy;

/**
 * A value of the first objective while a trial runs.
 *
 * @param step how far the trial was, 0 or more: its step, or its seconds where that is the axis
 * @param value the value; NaN and infinities may occur
 */
public record Reading(long step, double value) {

    /**
     * Checks.
     *
     * @throws IllegalArgumentException when the step is below 0
     */
    public Reading {
        if (step < 0) {
            throw new IllegalArgumentException("the step is " + step + ", expected 0 or more");
        }
    }
}
