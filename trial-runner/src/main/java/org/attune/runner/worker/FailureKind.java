package org.attune.runner.worker;

/** Why a worker or an attempt ended; one word that retries and counters go by. */
public enum FailureKind {
    /** It succeeded. */
    NONE,
    /** The command ended with an exit code of its own that is not 0. */
    USER_CODE,
    /** A signal ended it that Attune did not send. */
    SIGNAL,
    /** Attune ended it on request. */
    KILLED,
    /** It ran past its time limit. */
    TIMEOUT,
    /** It gave no sign of life for too long. */
    FROZEN,
    /** The machine or a limit had no memory left for it. */
    OUT_OF_MEMORY,
    /** The command could not be started at all. */
    START_FAILED,
    /** It ended well, but never reported the objective. */
    NO_OBJECTIVE,
    /** It ended well, but the objective is not a number. */
    OBJECTIVE_NAN,
    /** A device failed. */
    DEVICE,
    /** The node failed. */
    NODE,
    /** Nobody knows how it ended. */
    LOST,
    /** It made room for something more urgent. */
    PREEMPTED,
    /** Attune itself failed. */
    INTERNAL
}
