package org.attune.runner.worker;

/** What happens to a worker, as its owner hears of it. */
public sealed interface WorkerEvent {

    /** The worker it happened to. */
    WorkerId id();

    /**
     * The command runs.
     *
     * @param id the worker
     * @param timeMillis since when, in epoch milliseconds
     */
    record Started(WorkerId id, long timeMillis) implements WorkerEvent {}

    /**
     * There is something new in a log or a metric file.
     *
     * @param id the worker
     */
    record Output(WorkerId id) implements WorkerEvent {}

    /**
     * The command has ended and nothing of its process group is left.
     *
     * @param id the worker
     * @param outcome how it ended
     */
    record Exited(WorkerId id, ExitOutcome outcome) implements WorkerEvent {}
}
