package org.attune.runner.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.attune.runner.logs.FileTail;
import org.attune.runner.worker.MetricPoint;
import org.attune.runner.worker.MetricSelection;
import org.junit.jupiter.api.Test;

class PrintedLinesTest extends MetricReaderContract {

    @Override
    MetricReader open(List<MetricReader.State> from) {
        FileTail.Position position = from.isEmpty()
                ? FileTail.Position.START
                : new FileTail.Position(from.get(0).offset(), from.get(0).skipping());
        return LineFile.printed(
                "stdout", file, position, new LineGrammar(MetricSelection.of("loss"), collector), collector);
    }

    @Override
    void report(int step, String value) throws IOException {
        append("step=" + step + " loss=" + value + "\n");
    }

    @Test
    void a_half_line_waits_even_across_agents() throws IOException {
        append("loss=0.1");
        assertThat(poll()).isEmpty();
        restart();
        assertThat(poll()).isEmpty();
        append("25\nloss=0.5");
        assertThat(poll()).extracting(MetricPoint::value).containsExactly(0.125);
        reader.finish(true);
        assertThat(collector.take()).extracting(MetricPoint::value).containsExactly(0.5);
    }

    @Test
    void a_last_line_that_was_cut_by_a_signal_is_not_taken() throws IOException {
        append("loss=0.5\nloss=0.1");
        reader.finish(false);
        assertThat(collector.take()).extracting(MetricPoint::value).containsExactly(0.5);
        assertThat(collector.report().ignored()).containsOnlyKeys("a last line that was cut");
    }

    @Test
    void redraws_are_lines_of_their_own() throws IOException {
        append("\r 1/3 loss=3\r 2/3 loss=2\r 3/3 loss=1\r\nloss=0\r\n");
        assertThat(poll()).extracting(MetricPoint::value).containsExactly(3.0, 2.0, 1.0, 0.0);
    }

    @Test
    void a_line_over_64_KiB_is_dropped_and_its_neighbours_are_read() throws IOException {
        append("loss=1\nloss=2" + "x".repeat(10 << 20) + "\nloss=3\n" + " ".repeat(65536 - 6) + "loss=4\n"
                + " ".repeat(65536 - 5) + "loss=5\n");
        assertThat(poll()).extracting(MetricPoint::value).containsExactly(1.0, 3.0, 4.0);
        assertThat(collector.report().ignored()).containsEntry("a line over 64 KiB", 2L);
    }

    @Test
    void a_next_agent_in_the_middle_of_a_dropped_line_drops_the_rest() throws IOException {
        append("x".repeat(100_000));
        poll();
        restart();
        append(" loss=7 \nloss=8\n");
        assertThat(poll()).extracting(MetricPoint::value).containsExactly(8.0);
    }

    @Test
    void bytes_that_are_no_UTF_8_harm_nobody_else() throws IOException {
        java.nio.file.Files.write(file, new byte[] {(byte) 0xff, (byte) 0xc3, ' ', 'l', 'o', 's', 's', '=', '1', '\n'});
        assertThat(poll()).extracting(MetricPoint::value).containsExactly(1.0);
    }
}
