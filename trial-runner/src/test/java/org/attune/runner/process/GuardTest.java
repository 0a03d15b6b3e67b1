package org.attune.runner.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.attune.runner.runtime.Eventually.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.attune.runner.runtime.ProcessIdentity;
import org.attune.runner.runtime.RunningWorker;
import org.attune.runner.runtime.SpecBuilder;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.WorkerId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The guard alone, with real processes, and agents that are killed or stopped beside it. */
@Tag("process")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GuardTest {

    private static final String STUBBORN = "trap '' TERM; echo ready; while :; do sleep 0.1; done";

    @TempDir
    Path root;

    private final ProcessTable table = new ProcessTable();
    private final List<RunningWorker> started = new ArrayList<>();
    private ProcessRuntime runtime;
    private Guard guard;

    @BeforeEach
    void open() throws IOException {
        runtime = new ProcessRuntime(ProcessSettings.ofThisMachine(false));
        guard = Guard.start(root.resolve("guard"), "0.1");
    }

    @AfterEach
    void close() throws IOException {
        for (RunningWorker worker : started) {
            worker.kill();
            eventually("every worker is gone", () -> !worker.alive());
            guard.clear(worker.id());
        }
        guard.close();
        eventually("the guard ends when its agent and its work are gone", () -> !guard.alive());
        runtime.close();
    }

    private RunningWorker start(String line, int trial) {
        RunningWorker worker =
                runtime.start(SpecBuilder.shell(root, line).trial(trial).build());
        started.add(worker);
        return worker;
    }

    @Test
    void what_has_passed_its_deadline_is_killed_even_if_it_ignores_TERM() throws Exception {
        RunningWorker late = start(STUBBORN + " & wait", 1);
        RunningWorker punctual = start(STUBBORN, 2);
        guard.setDeadline(late.id(), late.process().orElseThrow(), guard.uptimeSeconds() + 1);
        guard.setDeadline(punctual.id(), punctual.process().orElseThrow(), guard.uptimeSeconds() + 600);
        eventually("the late one is gone", () -> !late.alive());
        assertThat(late.exit().toCompletableFuture().join().kind()).isEqualTo(FailureKind.SIGNAL);
        assertThat(table.group(late.process().orElseThrow().pid())).isEmpty();
        eventually("the guard says so", () -> guard.ended(late.id()));
        assertThat(punctual.alive()).isTrue();
        assertThat(guard.ended(punctual.id())).isFalse();
        punctual.kill();
        eventually("the punctual one is gone", () -> !punctual.alive());
        guard.clear(punctual.id());
    }

    @Test
    void a_deadline_that_moves_or_is_cleared_does_not_kill() throws Exception {
        RunningWorker worker = start(STUBBORN, 1);
        RunningWorker probe = start(STUBBORN, 2);
        ProcessIdentity process = worker.process().orElseThrow();
        double now = guard.uptimeSeconds();
        guard.setDeadline(worker.id(), process, now + 1);
        guard.setDeadline(worker.id(), process, now + 600);
        // The probe's deadline is later than the first one, so once the probe is gone the first one is over.
        guard.setDeadline(probe.id(), probe.process().orElseThrow(), now + 2);
        eventually("the probe is gone", () -> !probe.alive());
        assertThat(worker.alive()).isTrue();
        guard.clear(worker.id());
        worker.kill();
        eventually("the worker is gone", () -> !worker.alive());
    }

    @Test
    void another_process_with_the_same_pid_is_spared() throws Exception {
        RunningWorker worker = start(STUBBORN, 1);
        ProcessIdentity process = worker.process().orElseThrow();
        WorkerId old = new WorkerId(new AttemptId("old", 1, 1), 0);
        guard.setDeadline(old, process.pid(), process.startTicks() - 1, guard.uptimeSeconds() - 1);
        eventually("the deadline is dealt with", () -> guard.ended(old));
        assertThat(table.runs(process)).isTrue();
        worker.kill();
        eventually("the worker is gone", () -> !worker.alive());
    }

    @Test
    void a_second_start_takes_the_running_guard_over() throws IOException {
        ProcessIdentity first = guard.identity().orElseThrow();
        Guard second = Guard.start(root.resolve("guard"), "0.1");
        assertThat(second.identity()).contains(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "STOP"})
    void a_worker_ends_when_its_agent_is(String signal) throws Exception {
        guard.close();
        eventually("the test's own guard has ended", () -> !guard.alive());
        Process agent = AgentProcess.start(root, STUBBORN, 3);
        try {
            Path ready = root.resolve("agent-ready");
            eventually("the agent has started its worker", () -> Files.exists(ready));
            List<String> words = List.of(Files.readString(ready).strip().split(" "));
            ProcessIdentity worker = new ProcessIdentity(Long.parseLong(words.get(0)), Long.parseLong(words.get(1)));
            assertThat(table.runs(worker)).isTrue();
            AgentProcess.signal(agent, signal);
            eventually(
                    "the guard ends the worker", () -> table.group(worker.pid()).isEmpty());
        } finally {
            agent.destroyForcibly().waitFor();
        }
    }
}
