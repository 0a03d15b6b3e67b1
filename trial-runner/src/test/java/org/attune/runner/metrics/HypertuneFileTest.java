package org.attune.runner.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.attune.runner.worker.MetricPoint;
import org.attune.runner.worker.MetricSelection;
import org.junit.jupiter.api.Test;

class HypertuneFileTest extends MetricReaderContract {

    private final List<String> entries = new ArrayList<>();

    @Override
    MetricReader open(List<MetricReader.State> from) {
        return new HypertuneFile(
                "hypertune file", file, from.isEmpty() ? List.of() : from.get(0).known(), collector);
    }

    @Override
    void report(int step, String value) throws IOException {
        entries.add("{\"checkpoint_path\": \"\", \"global_step\": \"" + step + "\", \"loss\": \"" + value
                + "\", \"timestamp\": " + (1795420546.5 + entries.size()) + ", \"trial\": \"7\"}");
        if (entries.size() > 100) {
            entries.remove(0);
        }
        Files.writeString(file, String.join("\n", entries) + "\n");
    }

    @Test
    void the_clients_own_records_are_read() throws IOException {
        Files.writeString(
                file,
                "{\"checkpoint_path\": \"/ckpt/1\", \"global_step\": \"1000\", \"timestamp\": 1795420546.9254968, "
                        + "\"trial\": \"7\", \"val/acc\": \"0.987\"}\n"
                        + "{\"checkpoint_path\": \"\", \"global_step\": \"0\", \"timestamp\": 1795420546.925655, "
                        + "\"training/hptuning/metric\": \"nan\", \"trial\": \"7\"}\n"
                        + "{\"checkpoint_path\": \"\", \"global_step\": \"2000\", \"timestamp\": 1795420546.9257653, "
                        + "\"trial\": \"7\", \"val/acc\": \"1e-07\"}\n"
                        + "{\"global_step\": \"1000\", \"my_metric_tag\": \"0.987\", "
                        + "\"timestamp\": 1525851440.123456, \"trial\": \"0\"}\n");
        collector = new PointCollector(
                MetricSelection.of("val/acc", "training/hptuning/metric", "my_metric_tag"),
                InstantSource.fixed(Instant.EPOCH));
        HypertuneFile hypertune = new HypertuneFile("hypertune file", file, List.of(), collector);
        hypertune.poll();
        assertThat(collector.take())
                .containsExactly(
                        new MetricPoint("val/acc", 1000, 0.987, 1795420546925L),
                        new MetricPoint("training/hptuning/metric", 0, Double.NaN, 1795420546926L),
                        new MetricPoint("val/acc", 2000, 1e-7, 1795420546926L),
                        new MetricPoint("my_metric_tag", 1000, 0.987, 1525851440123L));
        assertThat(hypertune.lastCheckpoint()).isEqualTo("/ckpt/1");
    }

    @Test
    void a_tag_without_steps_is_counted() throws IOException {
        for (int i = 0; i < 4; i++) {
            report(0, "0." + i);
            poll();
        }
        report(0, "0.9");
        report(0, "0.8");
        assertThat(poll()).extracting(MetricPoint::step).containsExactly(4L, 5L);
    }

    @Test
    void a_look_between_truncation_and_write_is_harmless() throws IOException {
        report(1, "0.5");
        poll();
        Files.writeString(file, "");
        assertThat(poll()).isEmpty();
        Files.writeString(file, entries.get(0).substring(0, 40));
        assertThat(poll()).isEmpty();
        report(2, "0.25");
        assertThat(poll()).extracting(MetricPoint::step).containsExactly(2L);
    }

    @Test
    void a_burst_beyond_what_the_client_keeps_is_reported() throws IOException {
        report(1, "0.5");
        poll();
        for (int step = 2; step <= 250; step++) {
            report(step, "0.5");
        }
        assertThat(poll()).hasSize(100);
        assertThat(collector.report().warnings()).hasSize(1);
    }

    @Test
    void a_second_client_that_wipes_the_file_deletes_nothing() throws IOException {
        report(1, "0.5");
        report(2, "0.5");
        assertThat(poll()).hasSize(2);
        entries.clear();
        report(3, "0.25");
        assertThat(poll()).extracting(MetricPoint::step).containsExactly(3L);
    }

    @Test
    void an_entry_whose_tag_is_a_reserved_name_is_counted() throws IOException {
        Files.writeString(file, "{\"global_step\": \"1\", \"timestamp\": 1.5, \"trial\": \"0.5\"}\n");
        assertThat(poll()).isEmpty();
        assertThat(collector.report().ignored()).hasSize(1);
    }
}
