package org.attune.runner.metrics;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.attune.runner.logs.FileTail;

/** A reader of a file that only grows: what a worker prints, or its JSON-lines file. */
final class LineFile implements MetricReader {

    private static final long LIMIT = 4 << 20;

    private final String source;
    private final FileTail tail;
    private final PointCollector collector;
    private final FileTail.Sink sink;

    private LineFile(
            String source, Path file, FileTail.Position from, PointCollector collector, Consumer<String> lines) {
        this.source = source;
        this.tail = new FileTail(file, from);
        this.collector = collector;
        this.sink = new FileTail.Sink() {
            @Override
            public void line(String text) {
                lines.accept(text);
            }

            @Override
            public void dropped() {
                collector.ignore("a line over 64 KiB");
            }

            @Override
            public void rewritten() {
                collector.warn(source + " was rewritten and is read again");
            }
        };
    }

    /** Lines in the grammar of {@link LineGrammar}. */
    static MetricReader printed(
            String source, Path file, FileTail.Position from, LineGrammar grammar, PointCollector collector) {
        return new LineFile(source, file, from, collector, line -> grammar.line(source, line));
    }

    /** The file {@code ATTUNE_METRICS_FILE}: one JSON object per line. */
    static MetricReader jsonLines(String source, Path file, FileTail.Position from, PointCollector collector) {
        JsonForm form = new JsonForm();
        return new LineFile(source, file, from, collector, line -> {
            Reading reading = form.read(line, collector);
            if (!collector.offer(source, reading) && reading.pairs().isEmpty() && !line.isBlank()) {
                collector.ignore("a line of " + source + " without a JSON object of numbers");
            }
        });
    }

    @Override
    public String source() {
        return source;
    }

    @Override
    public boolean poll() throws IOException {
        tail.poll(sink, LIMIT);
        return tail.more();
    }

    @Override
    public void finish(boolean complete) throws IOException {
        do {
            tail.poll(sink, LIMIT);
        } while (tail.more());
        if (complete) {
            tail.finish(sink);
        } else if (tail.hasHalfLine()) {
            collector.ignore("a last line that was cut");
        }
    }

    @Override
    public State state() {
        FileTail.Position position = tail.position();
        return new State(source, position.offset(), position.skipping(), List.of());
    }
}
