package org.attune.search.stopping;

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
     * @return whether to go on; a trial is told to stop once
     */
    Verdict onValue(int trial, long step, double value);

    /** Learns that a trial has ended, however that was. What it reached still counts for others. */
    void onEnd(int trial);
}
