package org.attune.cluster.schedule;

import org.attune.runner.worker.Transitions;

/** Where a gang stands with the scheduler; {@link #TRANSITIONS} is the only way from one state to another. */
public enum GangState {
    /** It waits for its place. */
    QUEUED,
    /** A place is set aside; the ledger is asked to note that it is being prepared. */
    PLACING,
    /** Its nodes fetch files and claim their shares. */
    PREPARING,
    /** Every share is claimed; the ledger is asked to note it. */
    CLAIMING,
    /** The claim is durable; its nodes are told to start, or, after a restart, are asked what they hold. */
    STARTING,
    /** Every rank was started. */
    RUNNING,
    /** Its ranks are being ended. */
    ENDING,
    /** A claim was refused or came too late; the ledger is asked to take it back. */
    RETURNING,
    /** All ranks are gone; the end waits to be stored. */
    ENDED,
    /** Somebody else decided about the attempt: nothing more is done. */
    DROPPED;

    /** What moves a gang from one state to another. */
    public enum Change {
        /** Placement found room. */
        PLACE,
        /** The ledger changed the row. */
        COMMITTED,
        /** The ledger had another state. */
        REFUSED,
        /** The ledger did not answer. */
        UNSURE,
        /** Every share was claimed. */
        ALL_CLAIMED,
        /** A node refused, or did not claim in time. */
        CLAIM_FAILED,
        /** Every share was started. */
        ALL_STARTED,
        /** Its end was asked for. */
        STOP,
        /** A rank failed. */
        RANK_FAILED,
        /** No rank is left. */
        ALL_GONE
    }

    /** The transition table of a gang. */
    public static final Transitions<GangState, Change> TRANSITIONS = Transitions.<GangState, Change>start(QUEUED)
            .on(QUEUED, Change.PLACE, PLACING)
            .on(QUEUED, Change.STOP, ENDED)
            .on(PLACING, Change.COMMITTED, PREPARING)
            .on(PLACING, Change.REFUSED, DROPPED)
            .on(PLACING, Change.UNSURE, QUEUED)
            .on(PREPARING, Change.ALL_CLAIMED, CLAIMING)
            .on(PREPARING, Change.CLAIM_FAILED, RETURNING)
            .on(PREPARING, Change.STOP, ENDED)
            .on(CLAIMING, Change.COMMITTED, STARTING)
            .on(CLAIMING, Change.REFUSED, DROPPED)
            .on(CLAIMING, Change.UNSURE, CLAIMING)
            .on(RETURNING, Change.COMMITTED, QUEUED)
            .on(RETURNING, Change.REFUSED, DROPPED)
            .on(RETURNING, Change.UNSURE, RETURNING)
            .on(STARTING, Change.ALL_STARTED, RUNNING)
            .on(STARTING, Change.STOP, ENDING)
            .on(STARTING, Change.RANK_FAILED, ENDING)
            .on(STARTING, Change.ALL_GONE, ENDED)
            .on(RUNNING, Change.STOP, ENDING)
            .on(RUNNING, Change.RANK_FAILED, ENDING)
            .on(RUNNING, Change.ALL_GONE, ENDED)
            .on(ENDING, Change.ALL_GONE, ENDED)
            .end(ENDED, DROPPED);
}
