package org.attune.tuner.study;

/**
 * Where a trial is in its life. PLACING and STARTING are never stored: they are how a reader sees a QUEUED trial whose
 * live attempt is PREPARING or CLAIMED. The legal moves are in {@link Lifecycles#TRIAL}.
 */
public enum TrialState {
    /** Waits for its attempt to be placed. */
    QUEUED,
    /** Its gang is being placed. */
    PLACING,
    /** Its gang is claimed and starting. */
    STARTING,
    /** Its gang runs, or its external client works. */
    RUNNING,
    /** Waits at a rung, so that others come first; its gang is ending or has ended, and may follow another. */
    PAUSED,
    /** Was told to stop; its gang is ending. */
    STOPPING,
    /** Ended well, with its objective. */
    SUCCEEDED,
    /** Was stopped early, or by hand, with a partial result; a success. */
    PRUNED,
    /** Ended without its objective, and will not be tried again. */
    FAILED,
    /** Its client says that this point cannot be evaluated. */
    INFEASIBLE,
    /** Was cancelled. */
    CANCELLED;

    /** Whether no move leads out of this state. */
    public boolean ended() {
        return this == SUCCEEDED || this == PRUNED || this == FAILED || this == INFEASIBLE || this == CANCELLED;
    }

    /** Whether the trial ended with a result that the search may learn from. */
    public boolean succeeded() {
        return this == SUCCEEDED || this == PRUNED;
    }
}
