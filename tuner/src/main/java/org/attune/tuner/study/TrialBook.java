package org.attune.tuner.study;

import java.util.ArrayList;
import java.util.List;
import org.attune.runner.worker.FailureKind;
import org.attune.search.space.Assignment;
import org.attune.search.strategy.Reading;
import org.jspecify.annotations.Nullable;

/** A trial as the engine knows it. */
final class TrialBook {

    final int number;
    final Assignment assignment;
    final String origin;
    final List<AttemptBook> attempts = new ArrayList<>();
    TrialState state;
    TrialResult result = TrialResult.NONE;

    @Nullable
    ClientLease lease;

    long endedMillis;
    /** What it has reported; null once it has ended. */
    @Nullable
    MetricTally tally;
    /** Values of the objective at the steps that rules and strategies look at. */
    final List<Reading> curve = new ArrayList<>();
    /** The attempt in which the rule last paused it; 0 for none. */
    int pausedIn;
    /** Whether it has been resumed since, as far as the rule knows. */
    boolean resumed;
    /** Whether its gang was taken back from the queue because the study pauses. */
    boolean withdrawn;

    TrialBook(int number, TrialState state, Assignment assignment, String origin) {
        this.number = number;
        this.state = state;
        this.assignment = assignment;
        this.origin = origin;
    }

    /** The newest attempt; every trial has one. */
    AttemptBook attempt() {
        return attempts.get(attempts.size() - 1);
    }

    /** Whether it waits at a rung and nothing of it runs. */
    boolean rests() {
        return state == TrialState.PAUSED && attempt().state.ended();
    }

    @Nullable
    AttemptBook attempt(int numbered) {
        return numbered >= 1 && numbered <= attempts.size() ? attempts.get(numbered - 1) : null;
    }

    boolean external() {
        return lease != null;
    }

    /** Whether it is being ended without its result being wanted; kept in the row as this kind of failure. */
    boolean cancelling() {
        return state == TrialState.STOPPING && result.failure() == FailureKind.KILLED;
    }

    /** The tally of a trial that lives. */
    MetricTally tally() {
        MetricTally known = tally;
        if (known == null) {
            throw new IllegalStateException("trial " + number + " is " + state + " (expected: a live trial)");
        }
        return known;
    }
}
