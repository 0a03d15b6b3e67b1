package org.attune.runner.metrics;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.attune.runner.logs.FileTail;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.MetricPoint;
import org.attune.runner.worker.WorkerSpec;
import org.jspecify.annotations.Nullable;

/**
 * All metrics of one worker: what it prints, its JSON-lines file and its hypertune file. Does nothing by itself: its
 * owner calls {@link #poll()} when a file has changed. Not safe for several threads.
 */
public final class WorkerMetrics {

    /**
     * Everything that another agent needs to continue without losing or repeating a point. Plain types only.
     *
     * @param readers where each reader stands
     * @param collector the counters and the report
     */
    public record Snapshot(List<MetricReader.State> readers, PointCollector.State collector) {

        /** Copies the list. */
        public Snapshot {
            readers = List.copyOf(readers);
        }
    }

    private final PointCollector collector;
    private final List<MetricReader> readers = new ArrayList<>();
    private final List<Path> files;
    private boolean more;

    private WorkerMetrics(WorkerSpec spec, InstantSource clock, @Nullable Snapshot from) {
        this.collector = new PointCollector(spec.template().metrics(), clock);
        this.files = List.of(spec.outFile(), spec.errFile(), spec.metricsFile(), spec.hypertuneFile());
        Map<String, MetricReader.State> states = new HashMap<>();
        if (from != null) {
            collector.restore(from.collector());
            from.readers().forEach(state -> states.put(state.source(), state));
        }
        if (spec.template().metrics().reads(spec.id().rank())) {
            LineGrammar grammar = new LineGrammar(spec.template().metrics(), collector);
            readers.add(LineFile.printed("stdout", spec.outFile(), position(states, "stdout"), grammar, collector));
            readers.add(LineFile.printed("stderr", spec.errFile(), position(states, "stderr"), grammar, collector));
            readers.add(LineFile.jsonLines(
                    "metrics file", spec.metricsFile(), position(states, "metrics file"), collector));
            MetricReader.State hypertune = states.get("hypertune file");
            readers.add(new HypertuneFile(
                    "hypertune file",
                    spec.hypertuneFile(),
                    hypertune == null ? List.of() : hypertune.known(),
                    collector));
        }
    }

    /** The metrics of a worker that has just been started. */
    public static WorkerMetrics of(WorkerSpec spec, InstantSource clock) {
        return new WorkerMetrics(spec, clock, null);
    }

    /** The metrics of an adopted worker, continued where the snapshot was taken. */
    public static WorkerMetrics restore(WorkerSpec spec, InstantSource clock, Snapshot snapshot) {
        return new WorkerMetrics(spec, clock, snapshot);
    }

    private static FileTail.Position position(Map<String, MetricReader.State> states, String source) {
        MetricReader.State state = states.get(source);
        return state == null ? FileTail.Position.START : new FileTail.Position(state.offset(), state.skipping());
    }

    /** The files that are read, as names by their directory; empty when this rank is not read. */
    public Map<Path, Set<String>> files() {
        Map<Path, Set<String>> names = new LinkedHashMap<>();
        if (!readers.isEmpty()) {
            for (Path file : files) {
                names.computeIfAbsent(file.resolveSibling(".").normalize(), directory -> new HashSet<>())
                        .add(file.getFileName().toString());
            }
        }
        return names;
    }

    /**
     * Reads what is new: at most 4 MiB of each source, see {@link #hasMore()}. In the order of the sources, and within
     * one in the order printed. What cannot be read is a warning of the report.
     */
    public List<MetricPoint> poll() {
        more = false;
        for (MetricReader reader : readers) {
            try {
                more |= reader.poll();
            } catch (IOException e) {
                collector.warn(reader.source() + " cannot be read: " + e.getMessage());
            }
        }
        return collector.take();
    }

    /** Whether the last {@link #poll()} left something that should be read at once. */
    public boolean hasMore() {
        return more;
    }

    /** The final read of a worker that ended by itself: a last line without its end counts. */
    public List<MetricPoint> finish() {
        return finish(true);
    }

    /**
     * The final read. After a signal the last line may be cut within a number, so it is not taken then.
     *
     * @param outcome how the worker ended
     */
    public List<MetricPoint> finish(ExitOutcome outcome) {
        return finish(outcome.exitCode() >= 0);
    }

    private List<MetricPoint> finish(boolean complete) {
        more = false;
        for (MetricReader reader : readers) {
            try {
                reader.finish(complete);
            } catch (IOException e) {
                collector.warn(reader.source() + " cannot be read: " + e.getMessage());
            }
        }
        return collector.take();
    }

    /** What was found and what was not, so far. */
    public ParseReport report() {
        return collector.report();
    }

    /** How far standard output was read: nothing before it is needed any more ({@code stdout}, {@code stderr}). */
    public long readUpTo(String source) {
        return readers.stream()
                .filter(reader -> reader.source().equals(source))
                .mapToLong(reader -> reader.state().offset())
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    /** Where everything stands; take it together with the points of the last {@link #poll()}. */
    public Snapshot snapshot() {
        return new Snapshot(readers.stream().map(MetricReader::state).toList(), collector.state());
    }
}
