package org.attune.examples.digits;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The trainer as Attune meets it: a process with flags, an environment, two streams and an exit code. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Tag("process")
@Timeout(60)
class TrainerTest {
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWhatIsLeft() {
        for (Process process : started) {
            process.destroyForcibly();
        }
    }

    private Process start(Map<String, String> environment, String... flags) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Path.of("target", "classes").toAbsolutePath().toString(),
                Trainer.class.getName()));
        command.addAll(List.of(flags));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(Path.of("digits").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private static Map<String, String> rank(int rank, int port) {
        return Map.of("RANK", "" + rank, "WORLD_SIZE", "2", "MASTER_ADDR", "127.0.0.1", "MASTER_PORT", "" + port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static String errors(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void two_processes_train_together() throws Exception {
        int port = freePort();
        Process one = start(rank(1, port), "--epochs=3");
        Process zero = start(rank(0, port), "--epochs=3");
        assertThat(zero.inputReader().lines().toList()).hasSize(3).allMatch(line -> line.contains(" val_accuracy=0."));
        assertThat(zero.waitFor()).isZero();
        assertThat(one.waitFor()).isZero();
        assertThat(errors(zero) + errors(one)).isEmpty();
    }

    @Test
    void a_killed_worker_ends_the_other_with_one_line() throws Exception {
        int port = freePort();
        Process one = start(rank(1, port), "--epochs=100000");
        Process zero = start(rank(0, port), "--epochs=100000");
        try (BufferedReader lines = zero.inputReader()) {
            assertThat(lines.readLine()).startsWith("epoch=1 ");
            one.destroyForcibly();
            lines.transferTo(java.io.Writer.nullWriter());
        }
        assertThat(zero.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(zero.exitValue()).isEqualTo(1);
        assertThat(errors(zero)).matches("digits-trainer: rank 0: .*the worker of rank 1.*; the gang ends\\R");
    }

    @Test
    void a_term_signal_ends_it() throws Exception {
        Process process = start(Map.of(), "--epochs=100000");
        try (BufferedReader lines = process.inputReader()) {
            assertThat(lines.readLine()).startsWith("epoch=1 ");
            process.toHandle().destroy();
            lines.transferTo(java.io.Writer.nullWriter());
        }
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(128 + 15);
    }

    @Test
    void a_bad_flag_is_one_line_on_stderr_and_exit_2() throws Exception {
        Process process = start(Map.of(), "--lr=fast");
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(errors(process)).matches("digits-trainer: --lr is 'fast', expected .*\\R");
        assertThat(process.getInputStream().readAllBytes()).isEmpty();
    }

    @Test
    void a_missing_data_file_is_named() throws Exception {
        Process process = start(Map.of(), "--data=absent.csv.gz");
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(errors(process)).contains("absent.csv.gz").hasLineCount(1);
    }
}
