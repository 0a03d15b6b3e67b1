package org.attune.search.stopping;

import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Decides from intermediate values which trials to stop. Deterministic: the same events in the same order give the same
 * verdicts, so a rule is rebuilt by replaying them. Not for use from several threads at once.
 *
 * <p>Reports are idempotent: a value at a step that the trial has reached or passed already changes nothing. Values
 * of a trial that was stopped or has ended are ignored. NaN is worse than any number.
 */
public interface StoppingRule {

    /**
     * Takes a value of the objective.
     *
     * @param trial the trial's number
     * @param step how far the trial is, 0 or more; steps may be skipped
     * @param value the value, NaN and infinities included
     * @return whether to go on; a trial is told to stop once, and to pause once until it is resumed
     */
    Verdict onValue(int trial, long step, double value);

    /** Learns that a trial has ended, however that was. What it reached still counts for others. */
    void onEnd(int trial);

    /**
     * Which paused trial is to go on; asked when there is room for a trial, before a new one is begun. Asking changes
     * nothing: {@link #onResume} tells that the answer was followed.
     *
     * @param ready whether a paused trial could be resumed now
     * @param last whether no new trial will come: then the best go on even where more results would make the choice
     *     surer
     * @return the trial, or empty when a new one should be begun instead; always so for rules that do not pause
     */
    default Optional<Promotion> promotion(IntPredicate ready, boolean last) {
        return Optional.empty();
    }

    /**
     * Learns that a paused trial goes on. When a rule is rebuilt this comes before the first value that the trial
     * reported afterwards; its place among the events of other trials does not matter.
     */
    default void onResume(int trial) {}

    /** The steps at which curves are worth knowing. */
    default Rungs rungs() {
        return Rungs.usual();
    }

    /** Whether the rule halves successively: of the trials at a rung only a part goes on to the next. */
    default boolean halves() {
        return false;
    }
}
