package org.attune.runner.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.attune.runner.runtime.Eventually.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LogFilesTest {

    @TempDir
    Path root;

    @Test
    void pieces_join_to_the_whole() throws IOException {
        Path log = Files.writeString(root.resolve("log"), "abcdefghij");
        LogSlice first = LogFiles.read(log, 0, 4);
        LogSlice second = LogFiles.read(log, first.nextOffset(), 100);
        assertThat(first.text() + second.text()).isEqualTo("abcdefghij");
        assertThat(first.atEnd()).isFalse();
        assertThat(second.atEnd()).isTrue();
        assertThat(LogFiles.read(log, 99, 5).bytes()).isEmpty();
        assertThat(LogFiles.read(root.resolve("absent"), 3, 5).size()).isZero();
    }

    @Test
    void the_last_lines_are_found_whatever_surrounds_them() throws IOException {
        Path log = root.resolve("log");
        assertThat(LogFiles.tail(log, 3)).isEmpty();
        Files.writeString(log, "one\ntwo\r\n 1/2\r 2/2\nlast without end");
        assertThat(LogFiles.tail(log, 3)).containsExactly("two", " 2/2", "last without end");
        assertThat(LogFiles.tail(log, 99)).hasSize(4);
        Files.writeString(log, "x".repeat(10 << 20) + "\nend\n");
        assertThat(LogFiles.tail(log, 2)).hasSize(2).last().isEqualTo("end");
        assertThat(LogFiles.tail(log, 2).get(0)).hasSize(2001);
        Files.writeString(log, "line\n".repeat(50_000));
        assertThat(LogFiles.tail(log, 20_000)).hasSize(20_000).containsOnly("line");
    }

    @Test
    void a_log_above_its_cap_loses_its_head_and_keeps_its_offsets() throws IOException {
        Path log = root.resolve("log");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            text.append("line ").append(i).append('\n');
        }
        Files.writeString(log, text);
        long cap = 256 << 10;
        assertThat(LogCap.enforce(log, 8 << 20, Long.MAX_VALUE).freed()).isZero();
        assertThat(LogCap.enforce(log, cap, 0).freed()).isZero();

        LogCap.Result result = LogCap.enforce(log, cap, Long.MAX_VALUE);
        assertThat(result.problem()).isEmpty();
        assertThat(result.freed()).isEqualTo(result.firstOffset());
        assertThat(Files.size(log)).isEqualTo(text.length());
        assertThat(Files.size(log) - result.firstOffset()).isBetween(cap / 2, cap);
        // It still grows at its end, and a reader at any offset sees what was printed and never a freed block.
        Files.writeString(log, "more\n", StandardOpenOption.APPEND);
        text.append("more\n");
        LogSlice slice = LogFiles.read(log, 0, LogFiles.MAX_SLICE);
        assertThat(slice.offset()).isEqualTo(slice.firstOffset()).isEqualTo(result.firstOffset());
        assertThat(slice.text()).isEqualTo(text.substring((int) slice.offset()));
        assertThat(LogFiles.tail(log, 2)).containsExactly("line 99999", "more");
        assertThat(Files.getAttribute(log, "unix:ino")).isNotNull();
    }

    @Test
    void a_tail_that_comes_too_late_begins_at_the_next_whole_line() throws IOException {
        Path log = Files.writeString(root.resolve("log"), "0123456789\n".repeat(50_000));
        LogCap.Result result = LogCap.enforce(log, 128 << 10, Long.MAX_VALUE);
        assertThat(result.firstOffset()).isPositive();
        List<String> lines = new ArrayList<>();
        FileTail tail = new FileTail(log, FileTail.Position.START);
        tail.poll(
                new FileTail.Sink() {
                    @Override
                    public void line(String text) {
                        lines.add(text);
                    }

                    @Override
                    public void dropped() {}

                    @Override
                    public void rewritten() {
                        throw new AssertionError("it was not");
                    }
                },
                Long.MAX_VALUE);
        assertThat(lines).isNotEmpty().containsOnly("0123456789");
    }

    @Test
    void a_written_line_is_told_within_milliseconds() throws IOException {
        Path log = Files.writeString(root.resolve("log"), "");
        AtomicInteger told = new AtomicInteger();
        List<Long> micros = new ArrayList<>();
        try (FileChanges changes = FileChanges.open();
                FileChanges.Watch watch = changes.watch(root, told::incrementAndGet)) {
            eventually("the first call", () -> told.get() > 0);
            for (int i = 0; i < 50; i++) {
                int before = told.get();
                long begin = System.nanoTime();
                Files.writeString(log, "line\n", StandardOpenOption.APPEND);
                while (told.get() == before && System.nanoTime() - begin < 5_000_000_000L) {
                    Thread.onSpinWait();
                }
                micros.add((System.nanoTime() - begin) / 1000);
            }
            assertThat(watch).isNotNull();
        }
        Collections.sort(micros);
        System.out.println(
                "from write to callback: median " + micros.get(25) + " µs, slowest " + micros.get(49) + " µs");
        // The median: the machine may be busy with something else now and then.
        assertThat(Duration.ofNanos(micros.get(25) * 1000)).isLessThan(Duration.ofMillis(20));
    }

    @Test
    void without_notifications_it_looks_again_and_again() throws IOException {
        AtomicInteger told = new AtomicInteger();
        try (FileChanges changes = FileChanges.polling()) {
            FileChanges.Watch watch = changes.watch(root, told::incrementAndGet);
            eventually("it looks repeatedly", () -> told.get() >= 3);
            watch.close();
        }
    }

    @Test
    void a_watch_of_some_files_hears_nothing_of_the_others() throws IOException {
        AtomicInteger named = new AtomicInteger();
        AtomicInteger all = new AtomicInteger();
        try (FileChanges changes = FileChanges.open()) {
            changes.watch(root, Set.of("wanted"), named::incrementAndGet);
            changes.watch(root, all::incrementAndGet);
            eventually("both first calls", () -> named.get() + all.get() == 2);
            Files.writeString(root.resolve("other"), "x");
            // told in the order in which they began, so the named watch was passed over by then
            eventually("the watch of everything", () -> all.get() > 1);
            assertThat(named.get()).isEqualTo(1);
            Files.writeString(root.resolve("wanted"), "x");
            eventually("the named file", () -> named.get() > 1);
        }
    }

    @Test
    void directories_are_told_apart_and_a_closed_watch_is_silent() throws IOException {
        Path a = Files.createDirectory(root.resolve("a"));
        Path b = Files.createDirectory(root.resolve("b"));
        AtomicInteger toldA = new AtomicInteger();
        AtomicInteger toldB = new AtomicInteger();
        AtomicInteger again = new AtomicInteger();
        try (FileChanges changes = FileChanges.open()) {
            FileChanges.Watch watchA = changes.watch(a, toldA::incrementAndGet);
            changes.watch(a, again::incrementAndGet);
            changes.watch(b, toldB::incrementAndGet);
            eventually("all first calls", () -> toldA.get() + again.get() + toldB.get() == 3);
            watchA.close();
            Files.writeString(a.resolve("x"), "x");
            eventually("the other watch of a", () -> again.get() > 1);
            assertThat(toldA.get()).isEqualTo(1);
            assertThat(toldB.get()).isEqualTo(1);
        }
    }
}
