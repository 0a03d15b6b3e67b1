package org.attune.cluster.agent;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.attune.runner.metrics.WorkerMetrics;
import org.attune.runner.worker.MetricPoint;

/**
 * The points of one worker that were read and are not yet acknowledged, in a file beside it together with where its
 * readers stand: an agent that comes later sends the same batches under the same positions. Not synced to the disk: it
 * guards against the end of the agent; when the machine loses power the worker is gone as well.
 */
final class Spool {

    /** Most points of a batch. */
    static final int BATCH_POINTS_MAX = 500;

    /** About the most bytes of a batch in a message. */
    static final int BATCH_BYTES_MAX = 48 * 1024;

    private static final int POINT_BYTES = 64;
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /**
     * What one read of the sources gave.
     *
     * @param position of the first batch of these points
     * @param points all that was read, in order
     * @param snapshot where the readers stand after it
     */
    record Content(long position, List<MetricPoint> points, WorkerMetrics.Snapshot snapshot) {

        Content {
            points = List.copyOf(points);
            Objects.requireNonNull(snapshot, "snapshot");
        }

        /** The points cut into batches; the same points give the same batches. */
        List<List<MetricPoint>> batches() {
            List<List<MetricPoint>> batches = new ArrayList<>();
            List<MetricPoint> batch = new ArrayList<>();
            int bytes = 0;
            for (MetricPoint point : points) {
                int size = POINT_BYTES + 3 * point.metric().length();
                if (batch.size() == BATCH_POINTS_MAX || bytes + size > BATCH_BYTES_MAX && !batch.isEmpty()) {
                    batches.add(batch);
                    batch = new ArrayList<>();
                    bytes = 0;
                }
                batch.add(point);
                bytes += size;
            }
            if (!batch.isEmpty()) {
                batches.add(batch);
            }
            return batches;
        }
    }

    private final Path file;
    private final Path next;

    Spool(Path directory) {
        this.file = directory.resolve("spool.json");
        this.next = directory.resolve("spool.next");
    }

    void write(Content content) throws IOException {
        Files.write(next, JSON.writeValueAsBytes(content));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** What the agent before left; empty when it had read nothing. */
    Optional<Content> read() throws IOException {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), Content.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
