package org.attune.runner.runtime;

import java.nio.file.Path;
import java.util.List;
import org.attune.runner.worker.WorkerSpec;

/**
 * Starts, adopts and ends workers on this machine. Closing it ends no worker: they outlive their agent and are adopted
 * by the next one.
 */
public interface WorkerRuntime extends AutoCloseable {

    /** The name that specs use, such as {@code process}. */
    String name();

    /**
     * Starts a worker. Never throws for anything that a spec can cause: what cannot be started is a worker that has
     * already ended with {@link org.attune.runner.worker.FailureKind#START_FAILED} and a cause for people.
     *
     * @throws IllegalStateException when a worker of this id was started in this directory before, or after
     *     {@link #close()}
     */
    RunningWorker start(WorkerSpec spec);

    /**
     * Takes over every worker that an earlier agent left in the direct sub-folders of this directory and that was not
     * discarded, in the order of their ids: those that run and those that have ended meanwhile.
     *
     * @param workersDirectory the folder of the private directories; an absent one holds none
     */
    List<RunningWorker> adoptAll(Path workersDirectory);

    /** Stops watching. Workers run on. */
    @Override
    void close();
}
