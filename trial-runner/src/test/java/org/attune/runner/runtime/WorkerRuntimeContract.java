package org.attune.runner.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.attune.runner.runtime.Eventually.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.WorkerSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every runtime promises. A test of a runtime extends this. */
@Tag("process")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class WorkerRuntimeContract {

    @TempDir
    protected Path root;

    protected WorkerRuntime runtime;
    private final List<RunningWorker> started = new ArrayList<>();

    /** A new runtime on this machine, as a new agent would make one. */
    protected abstract WorkerRuntime open();

    @BeforeEach
    void openRuntime() {
        runtime = open();
    }

    /** The same worker as this runtime wants it described. */
    protected SpecBuilder adapted(SpecBuilder builder) {
        return builder;
    }

    @AfterEach
    void endEverything() throws Exception {
        for (RunningWorker worker : started) {
            worker.kill();
        }
        runtime.close();
        // Whoever closed the runtime in the middle of a test has left its workers to the next one.
        try (WorkerRuntime last = open()) {
            for (RunningWorker worker : last.adoptAll(SpecBuilder.workers(root))) {
                worker.kill();
                outcome(worker);
                worker.discard();
            }
        }
        assertNothingIsLeft();
    }

    /** Checks that the runtime has left nothing on this machine after a test. */
    protected void assertNothingIsLeft() {}

    /** Starts a worker that is ended after the test. */
    protected RunningWorker start(SpecBuilder builder) {
        RunningWorker worker = runtime.start(adapted(builder).build());
        started.add(worker);
        return worker;
    }

    /** How the worker ended, within thirty seconds. */
    protected static ExitOutcome outcome(RunningWorker worker) {
        try {
            return worker.exit().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(worker.id() + " did not end", e);
        }
    }

    protected static String out(RunningWorker worker) {
        return read(worker.spec().outFile());
    }

    protected static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    protected void awaitOutput(RunningWorker worker, String text) {
        eventually(worker.id() + " prints " + text, () -> out(worker).contains(text));
    }

    @Test
    void what_a_worker_uses_is_measured_while_it_runs() throws Exception {
        RunningWorker worker = start(SpecBuilder.command(
                root,
                "python3",
                "-c",
                "import time\nheld = bytearray(50_000_000)\nend = time.process_time() + 0.5\n"
                        + "while time.process_time() < end: pass\nprint('used', flush=True)\ntime.sleep(600)"));
        eventually(
                "it has used its time", () -> worker.spec().outFile().toFile().length() > 0);
        UsageSample sample = Objects.requireNonNull(runtime.usage().get(worker.id()));
        assertThat(sample.cpuSeconds()).isBetween(0.4, 60.0);
        assertThat(sample.memoryBytes()).isBetween(50_000_000L, 1_000_000_000L);
        worker.kill();
        outcome(worker);
        assertThat(runtime.usage()).doesNotContainKey(worker.id());
    }

    @Test
    void exit_code_0_is_success_and_the_output_is_complete_by_then() {
        RunningWorker worker = start(SpecBuilder.shell(root, "echo one; echo two >&2"));
        ExitOutcome outcome = outcome(worker);
        assertThat(outcome).isEqualTo(ExitOutcome.success());
        assertThat(worker.alive()).isFalse();
        assertThat(out(worker)).isEqualTo("one\n");
        assertThat(read(worker.spec().errFile())).isEqualTo("two\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 77, 126, 127, 128, 255})
    void other_exit_codes_are_the_users_and_come_with_the_last_lines(int code) {
        RunningWorker worker = start(SpecBuilder.shell(root, "echo before; echo 'ValueError: no' >&2; exit " + code));
        ExitOutcome outcome = outcome(worker);
        assertThat(outcome.kind()).isEqualTo(FailureKind.USER_CODE);
        assertThat(outcome.exitCode()).isEqualTo(code);
        assertThat(outcome.cause()).contains("exit code " + code).contains("ValueError: no");
        assertThat(outcome.lastLines()).containsExactly("ValueError: no");
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "SEGV", "TERM", "INT"})
    void a_signal_from_elsewhere_is_told_from_an_exit_code(String name) {
        ExitOutcome outcome = outcome(start(SpecBuilder.shell(root, "kill -" + name + " $$")));
        assertThat(outcome.kind()).isEqualTo(FailureKind.SIGNAL);
        assertThat(outcome.exitCode()).isEqualTo(-1);
        assertThat(outcome.signal())
                .isEqualTo(Map.of("KILL", 9, "SEGV", 11, "TERM", 15, "INT", 2).get(name));
    }

    @Test
    void stop_asks_first_and_a_worker_may_clean_up() {
        RunningWorker worker = start(
                SpecBuilder.shell(root, "trap 'echo cleaned; exit 0' TERM; echo ready; while :; do sleep 0.01; done"));
        awaitOutput(worker, "ready");
        worker.stop(FailureKind.PREEMPTED, "made room", Duration.ofSeconds(10));
        ExitOutcome outcome = outcome(worker);
        assertThat(outcome.kind()).isEqualTo(FailureKind.PREEMPTED);
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.cause()).isEqualTo("made room");
        assertThat(out(worker)).contains("cleaned");
    }

    @Test
    void a_worker_that_ignores_TERM_is_killed_after_the_grace() {
        RunningWorker worker = start(SpecBuilder.shell(root, "trap '' TERM; echo ready; while :; do sleep 0.05; done"));
        awaitOutput(worker, "ready");
        long begin = System.nanoTime();
        worker.stop("early", Duration.ofMillis(300));
        ExitOutcome outcome = outcome(worker);
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofMillis(250), Duration.ofSeconds(25));
        assertThat(outcome.kind()).isEqualTo(FailureKind.KILLED);
        assertThat(outcome.signal()).isEqualTo(9);
        assertThat(outcome.cause()).contains("early").contains("killed");
    }

    @Test
    void a_later_stop_can_only_shorten_the_grace() {
        RunningWorker worker = start(SpecBuilder.shell(root, "trap '' TERM; echo ready; while :; do sleep 0.05; done"));
        awaitOutput(worker, "ready");
        worker.stop("first", Duration.ofMinutes(5));
        worker.stop("second", Duration.ofMillis(50));
        worker.stop("third", Duration.ofMinutes(5));
        assertThat(outcome(worker).cause()).contains("first");
    }

    @Test
    void kill_takes_grandchildren_along() {
        RunningWorker worker =
                start(SpecBuilder.shell(root, "(trap '' TERM; sleep 600) & (sleep 600 & wait) & echo ready; wait"));
        awaitOutput(worker, "ready");
        long group = worker.process().orElseThrow().pid();
        worker.kill();
        assertThat(outcome(worker).kind()).isEqualTo(FailureKind.KILLED);
        assertThat(membersOf(group)).isEmpty();
    }

    @Test
    void children_left_behind_are_ended_before_the_exit_is_told() {
        RunningWorker worker = start(SpecBuilder.shell(root, "sleep 600 & sleep 600 & echo done; exit 4"));
        long group = groupOf(worker);
        ExitOutcome outcome = outcome(worker);
        assertThat(outcome.kind()).isEqualTo(FailureKind.USER_CODE);
        assertThat(outcome.exitCode()).isEqualTo(4);
        assertThat(membersOf(group)).isEmpty();
    }

    @Test
    void children_left_behind_that_ignore_TERM_are_killed_after_the_grace() {
        RunningWorker worker = start(SpecBuilder.shell(
                        root, "(trap '' TERM; : >in; while :; do sleep 0.05; done) & while ! [ -e in ]; do :; done")
                .grace(Duration.ofMillis(200)));
        long group = groupOf(worker);
        assertThat(outcome(worker)).isEqualTo(ExitOutcome.success());
        assertThat(membersOf(group)).isEmpty();
    }

    /** The group of a worker that may have ended before anybody looked. */
    private static long groupOf(RunningWorker worker) {
        return worker.process().map(ProcessIdentity::pid).orElse(Long.MAX_VALUE);
    }

    /** The pids of a group's running members. */
    protected abstract List<Long> membersOf(long group);

    @Test
    void a_missing_command_is_told_by_name() {
        ExitOutcome outcome = outcome(start(SpecBuilder.command(root, "python3x", "train.py")));
        assertThat(outcome.kind()).isEqualTo(FailureKind.START_FAILED);
        assertThat(outcome.cause()).contains("python3x: not found");
    }

    @Test
    void an_unknown_name_in_the_command_is_told_by_name() {
        ExitOutcome outcome = outcome(start(SpecBuilder.command(root, "echo", "${nosuch}")));
        assertThat(outcome.kind()).isEqualTo(FailureKind.START_FAILED);
        assertThat(outcome.cause()).contains("nosuch");
    }

    @Test
    void a_log_folder_that_cannot_be_made_is_a_failed_start() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "");
        ExitOutcome outcome = outcome(start(SpecBuilder.shell(root, "true").logs(file.resolve("logs"))));
        assertThat(outcome.kind()).isEqualTo(FailureKind.START_FAILED);
        assertThat(outcome.cause()).contains(file.toString());
    }

    @Test
    void user_text_is_never_read_by_a_shell() {
        String text = "a b;  $(touch x) `touch y` \"'\\ *\nnext";
        RunningWorker worker = start(SpecBuilder.command(root, "printf", "%s|", text.replace("$", "$$"), "${v}")
                .values(Map.of("v", "$$ ${v} ; exit 9")));
        assertThat(outcome(worker)).isEqualTo(ExitOutcome.success());
        assertThat(out(worker)).isEqualTo(text + "|$$ ${v} ; exit 9|");
    }

    @Test
    void ten_megabytes_in_one_line_reach_the_log() throws IOException {
        RunningWorker worker = start(SpecBuilder.shell(root, "head -c 10485760 /dev/zero | tr '\\0' x; echo end"));
        assertThat(outcome(worker)).isEqualTo(ExitOutcome.success());
        assertThat(Files.size(worker.spec().outFile())).isEqualTo(10485760 + 4);
    }

    @Test
    void a_time_limit_ends_the_worker() {
        RunningWorker worker = start(SpecBuilder.shell(root, "sleep 600").timeout(Duration.ofMillis(200)));
        ExitOutcome outcome = outcome(worker);
        assertThat(outcome.kind()).isEqualTo(FailureKind.TIMEOUT);
        assertThat(outcome.cause()).contains("200 ms");
    }

    @Test
    void silence_ends_rank_0_and_output_keeps_it_alive() {
        RunningWorker worker = start(
                SpecBuilder.shell(root, "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo $i; sleep 0.1; done; sleep 600")
                        .freeze(Duration.ofSeconds(1)));
        ExitOutcome outcome = outcome(worker);
        assertThat(outcome.kind()).isEqualTo(FailureKind.FROZEN);
        assertThat(out(worker)).contains("12");
    }

    @Test
    void a_worker_is_started_once() {
        SpecBuilder builder = SpecBuilder.shell(root, "true");
        outcome(start(builder));
        WorkerSpec again = adapted(builder).build();
        assertThatThrownBy(() -> runtime.start(again)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_discarded_worker_is_forgotten_and_its_logs_stay() {
        SpecBuilder builder = SpecBuilder.shell(root, "echo kept");
        RunningWorker worker = start(builder);
        outcome(worker);
        worker.discard();
        assertThat(worker.spec().directory()).doesNotExist();
        assertThat(out(worker)).isEqualTo("kept\n");
        assertThat(outcome(start(builder))).isEqualTo(ExitOutcome.success());
    }

    @Test
    void a_living_worker_is_not_discarded() {
        RunningWorker worker = start(SpecBuilder.shell(root, "sleep 600"));
        assertThatThrownBy(worker::discard).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_closed_runtime_leaves_workers_running_and_the_next_adopts_them() {
        RunningWorker worker =
                start(SpecBuilder.shell(root, "echo ready; while ! [ -e go ]; do sleep 0.01; done; exit 5"));
        awaitOutput(worker, "ready");
        runtime.close();
        runtime = open();
        List<RunningWorker> adopted = runtime.adoptAll(SpecBuilder.workers(root));
        assertThat(adopted).extracting(RunningWorker::id).containsExactly(worker.id());
        RunningWorker again = adopted.get(0);
        started.add(again);
        assertThat(again.alive()).isTrue();
        assertThat(again.spec()).isEqualTo(worker.spec());
        assertThat(again.process()).isEqualTo(worker.process());
        touch(worker.spec().directory().resolve("go"));
        assertThat(outcome(again).exitCode()).isEqualTo(5);
    }

    @Test
    void an_end_during_the_absence_of_an_agent_is_found_by_the_next() {
        RunningWorker worker =
                start(SpecBuilder.shell(root, "echo ready; while ! [ -e go ]; do sleep 0.01; done; exit 6"));
        awaitOutput(worker, "ready");
        long group = worker.process().orElseThrow().pid();
        runtime.close();
        touch(worker.spec().directory().resolve("go"));
        eventually("the command ends", () -> membersOf(group).isEmpty());
        runtime = open();
        List<RunningWorker> adopted = runtime.adoptAll(SpecBuilder.workers(root));
        assertThat(adopted).hasSize(1);
        assertThat(outcome(adopted.get(0)).exitCode()).isEqualTo(6);
        adopted.get(0).discard();
        assertThat(runtime.adoptAll(SpecBuilder.workers(root))).isEmpty();
    }

    @Test
    void a_stop_outlives_the_agent_that_asked_for_it() {
        RunningWorker worker = start(SpecBuilder.shell(root, "trap '' TERM; echo ready; while :; do sleep 0.05; done"));
        awaitOutput(worker, "ready");
        worker.stop(FailureKind.PREEMPTED, "made room", Duration.ofMillis(400));
        runtime.close();
        runtime = open();
        RunningWorker again = runtime.adoptAll(SpecBuilder.workers(root)).get(0);
        started.add(again);
        ExitOutcome outcome = outcome(again);
        assertThat(outcome.kind()).isEqualTo(FailureKind.PREEMPTED);
        assertThat(outcome.cause()).contains("made room");
    }

    private static void touch(Path file) {
        try {
            Files.writeString(file, "");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
