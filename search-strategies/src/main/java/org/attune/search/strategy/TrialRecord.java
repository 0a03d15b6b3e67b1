package org.attune.search.strategy;

import java.util.List;
import org.attune.search.space.Assignment;

/**
 * What a strategy is told about one trial.
 *
 * @param number the trial's number, from 1
 * @param assignment its point
 * @param outcome what has become of it
 * @param objectives its values in the order of the study's goals; empty when there are none. NaN and infinities may
 *     occur
 */
public record TrialRecord(int number, Assignment assignment, Outcome outcome, List<Double> objectives) {

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException when the number is below 1
     */
    public TrialRecord {
        if (number < 1) {
            throw new IllegalArgumentException("the trial's number is " + number + ", expected 1 or more");
        }
        objectives = List.copyOf(objectives);
    }

    /** A trial without result yet. */
    public static TrialRecord pending(int number, Assignment assignment) {
        return new TrialRecord(number, assignment, Outcome.PENDING, List.of());
    }
}
