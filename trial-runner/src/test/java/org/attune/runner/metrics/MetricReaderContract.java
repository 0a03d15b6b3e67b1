package org.attune.runner.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.attune.runner.worker.MetricPoint;
import org.attune.runner.worker.MetricSelection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every reader of metrics promises. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
abstract class MetricReaderContract {

    @TempDir
    Path root;

    Path file;
    PointCollector collector;
    MetricReader reader;

    /** A reader of {@link #file} that continues from a state, or begins when it is empty. */
    abstract MetricReader open(List<MetricReader.State> from);

    /** Writes one more report of the metric {@code loss}, as this dialect's client does. */
    abstract void report(int step, String value) throws IOException;

    @BeforeEach
    void begin() {
        file = root.resolve("metrics");
        restart();
    }

    final void restart() {
        List<MetricReader.State> states = reader == null ? List.of() : List.of(reader.state());
        PointCollector.State counters = collector == null ? null : collector.state();
        collector = new PointCollector(
                MetricSelection.of("loss"), InstantSource.fixed(Instant.ofEpochMilli(1_700_000_000_000L)));
        if (counters != null) {
            collector.restore(counters);
        }
        reader = open(states);
    }

    final List<MetricPoint> poll() throws IOException {
        while (reader.poll()) {
            // There is more at once.
        }
        return collector.take();
    }

    @Test
    void an_absent_file_tells_nothing() throws IOException {
        assertThat(poll()).isEmpty();
        reader.finish(true);
        assertThat(collector.take()).isEmpty();
    }

    @Test
    void each_report_is_told_once_and_in_order() throws IOException {
        List<Long> steps = new ArrayList<>();
        for (int step = 1; step <= 30; step++) {
            report(step, "0." + step);
            if (step % 3 == 0) {
                poll().forEach(p -> steps.add(p.step()));
            }
        }
        assertThat(poll()).isEmpty();
        assertThat(steps).hasSize(30).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void a_next_agent_repeats_and_loses_nothing() throws IOException {
        List<Long> steps = new ArrayList<>();
        for (int step = 1; step <= 30; step++) {
            report(step, "0." + step);
            poll().forEach(p -> steps.add(p.step()));
            restart();
        }
        reader.finish(true);
        assertThat(collector.take()).isEmpty();
        assertThat(steps).hasSize(30).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void the_final_read_finds_what_came_last() throws IOException {
        report(1, "0.5");
        poll();
        report(2, "0.25");
        reader.finish(true);
        assertThat(collector.take()).extracting(MetricPoint::value).containsExactly(0.25);
    }

    @Test
    void values_that_are_not_finite_are_values() throws IOException {
        report(1, "nan");
        report(2, "-inf");
        report(3, "inf");
        assertThat(poll())
                .extracting(MetricPoint::value)
                .containsExactly(Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    @Test
    void garbage_is_survived() throws IOException {
        byte[] garbage = new byte[200_000];
        new java.util.Random(17).nextBytes(garbage);
        Files.write(file, garbage);
        poll();
        Files.writeString(file, "");
        poll();
        report(9, "0.125");
        assertThat(poll()).extracting(MetricPoint::step).containsExactly(9L);
    }

    final void append(String text) throws IOException {
        Files.write(
                file,
                text.getBytes(StandardCharsets.UTF_8),
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.APPEND);
    }
}
