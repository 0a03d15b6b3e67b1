package org.attune.runner.worker;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one worker needs on one machine. All paths are absolute.
 *
 * @param id the worker
 * @param template what it shares with the other ranks
 * @param place its place in the gang
 * @param directory private to this worker; created by the runtime, and its name is the worker's
 * @param logDirectory where {@code r<rank>.out} and {@code r<rank>.err} go
 * @param checkpointDirectory the trial's checkpoints, kept over attempts
 * @param artifactDirectory the trial's artifacts
 * @param filesDirectory the unpacked files of the study, or null without any
 * @param apiUrl the base URL of the API where the worker can reach it, or null
 * @param tokenFile the file with the trial's token, or null
 * @param epoch the controller's epoch under which the attempt was claimed
 * @param labels what the owner wants to find again after a restart
 */
public record WorkerSpec(
        WorkerId id,
        WorkerTemplate template,
        GangPlace place,
        Path directory,
        Path logDirectory,
        Path checkpointDirectory,
        Path artifactDirectory,
        @Nullable Path filesDirectory,
        @Nullable String apiUrl,
        @Nullable Path tokenFile,
        long epoch,
        Map<String, String> labels) {

    /** Checks that the parts belong together. */
    public WorkerSpec {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(template, "template");
        Objects.requireNonNull(place, "place");
        requireAbsolute(directory, "directory");
        requireAbsolute(logDirectory, "logDirectory");
        requireAbsolute(checkpointDirectory, "checkpointDirectory");
        requireAbsolute(artifactDirectory, "artifactDirectory");
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        if (id.rank() != place.rank()) {
            throw new IllegalArgumentException("worker " + id + " has a place of rank " + place.rank());
        }
    }

    /** The file that holds what the command prints. */
    public Path outFile() {
        return logDirectory.resolve("r" + id.rank() + ".out");
    }

    /** The file that holds what the command prints as errors. */
    public Path errFile() {
        return logDirectory.resolve("r" + id.rank() + ".err");
    }

    /** The folder of the private directory that holds Attune's own files; the study's files may have any other name. */
    public Path ownDirectory() {
        return directory.resolve(".attune");
    }

    /** The parameters as JSON ({@code ATTUNE_PARAMS_FILE}). */
    public Path paramsFile() {
        return ownDirectory().resolve("params.json");
    }

    /** The JSON-lines file of this worker's metrics ({@code ATTUNE_METRICS_FILE}). */
    public Path metricsFile() {
        return ownDirectory().resolve("metrics.jsonl");
    }

    /** The file of the hypertune client ({@code CLOUD_ML_HP_METRIC_FILE}). */
    public Path hypertuneFile() {
        return ownDirectory().resolve("hypertune").resolve("output.metrics");
    }

    private static void requireAbsolute(Path path, String what) {
        Objects.requireNonNull(path, what);
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException(what + " is absolute, not " + path);
        }
    }
}
