package org.attune.runner.worker;

/** The states of a worker; {@link #TRANSITIONS} is the only way from one to another. */
public enum WorkerState {
    /** Its directory is ready, nothing runs. */
    PREPARED,
    /** Its command runs. */
    RUNNING,
    /** It was asked to end. */
    STOPPING,
    /** It has ended and its outcome is known. */
    EXITED,
    /** It is gone and its outcome is not known. */
    LOST;

    /** What moves a worker from one state to another. */
    public enum Change {
        /** The command was started. */
        START,
        /** It was asked to end. */
        STOP,
        /** It ended with a known outcome. */
        EXIT,
        /** It vanished. */
        VANISH
    }

    /** The transition table of a worker. */
    public static final Transitions<WorkerState, Change> TRANSITIONS = Transitions.<WorkerState, Change>start(PREPARED)
            .on(PREPARED, Change.START, RUNNING)
            .on(PREPARED, Change.STOP, EXITED)
            .on(PREPARED, Change.EXIT, EXITED)
            .on(RUNNING, Change.STOP, STOPPING)
            .on(RUNNING, Change.EXIT, EXITED)
            .on(RUNNING, Change.VANISH, LOST)
            .on(STOPPING, Change.STOP, STOPPING)
            .on(STOPPING, Change.EXIT, EXITED)
            .on(STOPPING, Change.VANISH, LOST)
            .end(EXITED, LOST);
}
