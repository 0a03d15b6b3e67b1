package org.attune.tuner.study;

/** Where one execution of a trial is. The legal moves are in {@link Lifecycles#ATTEMPT}. */
public enum AttemptState {
    /** Waits in the queue. */
    QUEUED,
    /** Placed; its agents prepare, nothing runs. */
    PREPARING,
    /** Every rank is claimed in the store; it may be started. */
    CLAIMED,
    /** Every rank was started. */
    RUNNING,
    /** Was told to end. */
    ENDING,
    /** Every rank ended with exit code 0 and the objective is known. */
    SUCCEEDED,
    /** Ended by itself, and not well. */
    FAILED,
    /** Was stopped early with a partial result. */
    STOPPED,
    /** Gave way to more urgent work. */
    PREEMPTED,
    /** Was cancelled. */
    CANCELLED,
    /** Its end was not seen. */
    LOST;

    /** Whether no move leads out of this state. */
    public boolean ended() {
        return switch (this) {
            case SUCCEEDED, FAILED, STOPPED, PREEMPTED, CANCELLED, LOST -> true;
            default -> false;
        };
    }
}
