package org.attune.runner.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletionStage;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.WorkerId;
import org.attune.runner.worker.WorkerSpec;

/**
 * A worker that was started or adopted, until it is discarded. The runtime itself ends it at its template's
 * {@code timeout} and, for rank 0, {@code freezeTimeout}. Safe for any number of threads.
 */
public interface RunningWorker {

    /** The worker. */
    default WorkerId id() {
        return spec().id();
    }

    /** What it was started with; for an adopted worker as the agent before wrote it down. */
    WorkerSpec spec();

    /** When it was started. */
    Instant startedAt();

    /** The process that leads it, for a guard; empty when it was never started or is not known. */
    Optional<ProcessIdentity> process();

    /**
     * How it ended. Completes once, after nothing of its process group is left and its output is complete; never
     * exceptionally. What hangs on it runs on the runtime's own thread and must not block.
     */
    CompletionStage<ExitOutcome> exit();

    /**
     * Asks all its processes to end (TERM), and kills them after the grace. Returns at once. The first reason counts;
     * a later call may only shorten the grace.
     *
     * @param kind what its outcome will say, such as {@link FailureKind#KILLED} or {@link FailureKind#PREEMPTED}
     * @param why one sentence without a final dot
     * @param grace from TERM to KILL; zero kills at once
     */
    void stop(FailureKind kind, String why, Duration grace);

    /** Asks it to end on request: {@link #stop(FailureKind, String, Duration)} with {@link FailureKind#KILLED}. */
    default void stop(String why, Duration grace) {
        stop(FailureKind.KILLED, why, grace);
    }

    /** Kills all its processes at once. */
    default void kill() {
        stop(FailureKind.KILLED, "killed", Duration.ZERO);
    }

    /** Whether it has not ended yet. */
    boolean alive();

    /** All the processor time of a worker that has ended, in seconds; empty before, and where nobody noted it. */
    default OptionalDouble cpuSecondsInAll() {
        return OptionalDouble.empty();
    }

    /**
     * Forgets an ended worker: deletes its private directory, and an agent that comes later does not see it any more.
     * Logs, checkpoints and artifacts stay.
     *
     * @throws IllegalStateException when it has not ended
     */
    void discard();
}
