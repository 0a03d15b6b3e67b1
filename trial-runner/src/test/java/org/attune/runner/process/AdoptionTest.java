package org.attune.runner.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.attune.runner.runtime.Eventually.eventually;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.attune.runner.metrics.WorkerMetrics;
import org.attune.runner.runtime.RunningWorker;
import org.attune.runner.runtime.SpecBuilder;
import org.attune.runner.runtime.WorkerNotes;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.MetricPoint;
import org.attune.runner.worker.WorkerSpec;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of workers when their agent is killed. */
@Tag("process")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AdoptionTest {

    @TempDir
    Path root;

    @Test
    void a_worker_of_a_killed_agent_is_adopted_and_no_byte_is_lost() throws Exception {
        Process agent = AgentProcess.start(
                root,
                "i=0; while ! [ -e go ]; do echo step=$i loss=0.5; i=$((i+1)); sleep 0.002; done; echo step=$i loss=0.25; exit 3",
                0);
        Path ready = root.resolve("agent-ready");
        eventually("the agent has started its worker", () -> Files.exists(ready));
        agent.destroyForcibly().waitFor();

        try (ProcessRuntime runtime = new ProcessRuntime(ProcessSettings.ofThisMachine(false))) {
            List<RunningWorker> adopted = runtime.adoptAll(SpecBuilder.workers(root));
            assertThat(adopted).hasSize(1);
            RunningWorker worker = adopted.get(0);
            assertThat(worker.alive()).isTrue();
            WorkerMetrics metrics = WorkerMetrics.of(worker.spec(), InstantSource.system());
            List<MetricPoint> points = new ArrayList<>(metrics.poll());
            assertThat(points).isNotEmpty();
            int before = points.size();
            eventually("the worker prints on", () -> {
                points.addAll(metrics.poll());
                return points.size() > before + 20;
            });
            Files.writeString(worker.spec().directory().resolve("go"), "");
            ExitOutcome outcome = worker.exit().toCompletableFuture().get(30, TimeUnit.SECONDS);
            assertThat(outcome.kind()).isEqualTo(FailureKind.USER_CODE);
            assertThat(outcome.exitCode()).isEqualTo(3);
            points.addAll(metrics.finish(outcome));
            assertThat(points)
                    .extracting(p -> (int) p.step())
                    .isEqualTo(IntStream.range(0, points.size()).boxed().toList());
            assertThat(points.get(points.size() - 1).value()).isEqualTo(0.25);
        }
    }

    @Test
    void a_directory_whose_command_never_began_is_lost_and_stays_so() throws Exception {
        WorkerSpec spec = SpecBuilder.shell(root, "touch began").build();
        WorkerNotes notes = WorkerNotes.inside(spec.directory());
        notes.prepare(spec, new ProcessTable().bootId(), 1000);
        try (ProcessRuntime runtime = new ProcessRuntime(ProcessSettings.ofThisMachine(false))) {
            RunningWorker worker = runtime.adoptAll(SpecBuilder.workers(root)).get(0);
            assertThat(worker.exit().toCompletableFuture().join().kind()).isEqualTo(FailureKind.LOST);
        }
        // The shell of that start arrives late: it must not run the command any more.
        int code = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        ProcessRuntime.script("worker.sh"),
                        "attune",
                        notes.ownDirectory().toString(),
                        "/bin/sh",
                        "-c",
                        "touch began")
                .directory(spec.directory().toFile())
                .start()
                .waitFor();
        assertThat(code).isEqualTo(125);
        assertThat(spec.directory().resolve("began")).doesNotExist();
    }

    @Test
    void a_worker_of_an_earlier_boot_is_lost_and_its_pid_is_left_alone() throws Exception {
        WorkerSpec spec = SpecBuilder.shell(root, "true").build();
        WorkerNotes notes = WorkerNotes.inside(spec.directory());
        notes.prepare(spec, "another-boot", 1000);
        Files.copy(Path.of("/proc/self/stat"), notes.ownDirectory().resolve("process"));
        try (ProcessRuntime runtime = new ProcessRuntime(ProcessSettings.ofThisMachine(false))) {
            RunningWorker worker = runtime.adoptAll(SpecBuilder.workers(root)).get(0);
            ExitOutcome outcome = worker.exit().toCompletableFuture().join();
            assertThat(outcome.kind()).isEqualTo(FailureKind.LOST);
        }
    }

    @Test
    void notes_that_cannot_be_read_stop_nobody() throws Exception {
        Path own = Files.createDirectories(SpecBuilder.workers(root).resolve("broken/.attune"));
        Files.writeString(own.resolve("spec.json"), "{\"version\": 1, \"spec\": [");
        try (ProcessRuntime runtime = new ProcessRuntime(ProcessSettings.ofThisMachine(false))) {
            assertThat(runtime.adoptAll(SpecBuilder.workers(root))).isEmpty();
            assertThat(runtime.adoptAll(root.resolve("absent"))).isEmpty();
        }
    }
}
