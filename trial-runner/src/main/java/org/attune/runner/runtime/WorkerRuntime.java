package org.attune.runner.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.attune.runner.worker.WorkerId;
import org.attune.runner.worker.WorkerSpec;
import org.attune.runner.worker.WorkerTemplate;

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

    /** What a node says about itself because of this runtime, for placement; may change while it runs. Never blocks. */
    default Map<String, String> labels() {
        return Map.of();
    }

    /** Whether {@link #makeReady} has nothing to wait for. */
    default boolean isReady(WorkerTemplate template) {
        return true;
    }

    /**
     * Gets what takes long and is there before any worker of this template starts, such as an image. Blocks.
     *
     * @param blobs where content-addressed bytes come from
     * @return what had to be done and how long it took, for people; empty when all was there
     * @throws IOException when it cannot be had; the message says why, for people
     */
    default List<String> makeReady(WorkerTemplate template, Blobs blobs) throws IOException {
        return List.of();
    }

    /** Where content-addressed bytes come from. */
    @FunctionalInterface
    interface Blobs {
        /**
         * Gets a blob.
         *
         * @param sha256 its address, 64 lower-case hexadecimal digits
         * @param into a file that does not exist; the blob may be written there
         * @return where it is: {@code into}, or a file that must not be changed
         */
        Path fetch(String sha256, Path into) throws IOException;
    }

    /** What its running workers have used so far; one that could not be asked is missing. Blocks. */
    default Map<WorkerId, UsageSample> usage() {
        return Map.of();
    }

    /** Stops watching. Workers run on. */
    @Override
    void close();
}
