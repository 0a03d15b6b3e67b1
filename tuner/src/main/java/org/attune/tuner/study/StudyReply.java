package org.attune.tuner.study;

import java.util.List;

/** The engine's answer to a person or client. */
public sealed interface StudyReply {

    /** Trials for a client, perhaps none. */
    record Suggested(List<Integer> trials, StudyState state) implements StudyReply {
        public Suggested {
            trials = List.copyOf(trials);
        }
    }

    /** Points were taken. */
    record Reported(boolean shouldStop, String stopReason, int accepted, long leaseUntilMillis) implements StudyReply {}

    /** A trial was ended, or is about to be. */
    record TrialDone(int trial) implements StudyReply {}

    /** The study is, or will shortly be, where it was asked to be. */
    record Moved(StudyState state) implements StudyReply {}

    /** Not done, and nothing was changed. */
    record Denied(Denial why, String detail) implements StudyReply {}

    /** Why something is not done. */
    enum Denial {
        /** The request makes no sense. */
        BAD_REQUEST,
        /** There is no such trial. */
        NOT_FOUND,
        /** Study or trial is in a state that does not allow it. */
        WRONG_STATE,
        /** Somebody else changed it since it was read. */
        ETAG_MISMATCH,
        /** The trial is no longer the client's. */
        LEASE_LOST,
        /** The trial ended with another result. */
        RESULT_CONFLICT,
        /** An objective has no value. */
        OBJECTIVE_MISSING
    }
}
