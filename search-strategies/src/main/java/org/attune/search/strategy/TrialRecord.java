package org.attune.search.strategy;

import java.util.Arrays;
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
 * @param violations by how much each outcome constraint is violated, in their order, 0 or less where it holds; empty
 *     when the study has none or they are not known
 * @param curve values of the first objective at steps in ascending order; a caller may leave out steps that no rule
 *     looks at, or all
 */
public record TrialRecord(
        int number,
        Assignment assignment,
        Outcome outcome,
        List<Double> objectives,
        List<Double> violations,
        List<Reading> curve) {

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
        violations = List.copyOf(violations);
        curve = List.copyOf(curve);
    }

    /** A trial of a study without outcome constraints, of which no intermediate values are told. */
    public TrialRecord(int number, Assignment assignment, Outcome outcome, List<Double> objectives) {
        this(number, assignment, outcome, objectives, List.of(), List.of());
    }

    /** A trial without result yet. */
    public static TrialRecord pending(int number, Assignment assignment) {
        return new TrialRecord(number, assignment, Outcome.PENDING, List.of());
    }

    /** A trial that ended by itself with these objectives. */
    public static TrialRecord succeeded(int number, Assignment assignment, double... objectives) {
        List<Double> values = Arrays.stream(objectives).boxed().toList();
        return new TrialRecord(number, assignment, Outcome.SUCCEEDED, values);
    }

    /** A trial that ended without result. */
    public static TrialRecord failed(int number, Assignment assignment) {
        return new TrialRecord(number, assignment, Outcome.FAILED, List.of());
    }

    /** This trial with intermediate values. */
    public TrialRecord withCurve(List<Reading> readings) {
        return new TrialRecord(number, assignment, outcome, objectives, violations, readings);
    }
}
