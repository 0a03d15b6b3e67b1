package org.attune.runner.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.attune.runner.logs.FileTail;
import org.junit.jupiter.api.Test;

class JsonLinesTest extends MetricReaderContract {

    @Override
    MetricReader open(List<MetricReader.State> from) {
        FileTail.Position position = from.isEmpty()
                ? FileTail.Position.START
                : new FileTail.Position(from.get(0).offset(), from.get(0).skipping());
        return LineFile.jsonLines("metrics file", file, position, collector);
    }

    @Override
    void report(int step, String value) throws IOException {
        append("{\"step\": " + step + ", \"loss\": \"" + value + "\"}\n");
    }

    @Test
    void other_lines_are_counted() throws IOException {
        append("{\"loss\": 1}\nhello\n{}\n{\"loss\": 2}\n");
        assertThat(poll()).hasSize(2);
        assertThat(collector.report().ignored()).containsValue(2L);
    }
}
