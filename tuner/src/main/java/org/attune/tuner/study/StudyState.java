package org.attune.tuner.study;

/** Where a study is in its life. The legal moves are in {@link Lifecycles#STUDY}. */
public enum StudyState {
    /** Proposes and runs trials. */
    ACTIVE,
    /** Starts nothing new; what runs goes on. */
    PAUSED,
    /** Was asked to stop: starts nothing new and ends when what runs has ended. */
    STOPPING,
    /** Ended well, with at least one successful trial. */
    SUCCEEDED,
    /** Ended without a successful trial, or with too many failed ones. */
    FAILED,
    /** Was cancelled: what ran was ended. */
    CANCELLED;

    /** Whether no move leads out of this state. */
    public boolean ended() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
}
