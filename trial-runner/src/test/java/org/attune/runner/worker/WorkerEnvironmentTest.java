package org.attune.runner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.attune.runner.process.ProcessRuntime;
import org.attune.runner.process.ProcessSettings;
import org.attune.runner.runtime.RunningWorker;
import org.attune.runner.runtime.SpecBuilder;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker finds in its environment, on its command line and in its directory. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WorkerEnvironmentTest {

    private static final Map<String, String> AGENT = Map.of(
            "PATH",
            "/usr/bin:/bin",
            "HOME",
            "/home/a",
            "LC_ALL",
            "C",
            "ATTUNE_TOKEN",
            "secret",
            "AWS_SECRET_ACCESS_KEY",
            "secret",
            "ATTUNE_SERVER",
            "x");

    private static final GangPlace SECOND_OF_TWO =
            new GangPlace(1, 2, 0, "10.0.0.1", 4242, List.of("10.0.0.1", "10.0.0.2"), List.of("3", "5"));

    @TempDir
    Path root;

    private SpecBuilder spec() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("lr", "1.0e-4");
        values.put("hidden-size.x", "64");
        return SpecBuilder.command(
                        root, "python3", "train.py", "--lr=${lr}", "$${HOME}", "${trial}/${study}/${workers}")
                .values(values);
    }

    private static final Map<String, String> JAX_AND_KERAS = Map.of(
            "JAX_COORDINATOR_ADDRESS", "10.0.0.1:4242",
            "JAX_NUM_PROCESSES", "2",
            "JAX_PROCESS_ID", "1",
            "KERAS_DISTRIBUTION_JOB_ADDRESSES", "10.0.0.1:4242",
            "KERAS_DISTRIBUTION_NUM_PROCESSES", "2",
            "KERAS_DISTRIBUTION_PROCESS_ID", "1");

    @Test
    void the_environment_is_complete() {
        WorkerSpec spec = spec().place(SECOND_OF_TWO)
                .env(Map.of("OMP_NUM_THREADS", "4", "RUN", "lr-${lr}", "RANK", "9"))
                .build();
        String own = spec.directory() + "/.attune";
        Map<String, String> expected = new TreeMap<>();
        expected.put("PATH", "/usr/bin:/bin");
        expected.put("HOME", "/home/a");
        expected.put("LC_ALL", "C");
        expected.put("PYTHONUNBUFFERED", "1");
        expected.put("OMP_NUM_THREADS", "4");
        expected.put("RUN", "lr-1.0e-4");
        expected.put("HP_LR", "1.0e-4");
        expected.put("HP_HIDDEN_SIZE_X", "64");
        expected.put("ATTUNE_STUDY", "digits");
        expected.put("ATTUNE_TRIAL", "1");
        expected.put("ATTUNE_ATTEMPT", "1");
        expected.put("ATTUNE_PARAMS_FILE", own + "/params.json");
        expected.put("ATTUNE_METRICS_FILE", own + "/metrics.jsonl");
        expected.put("ATTUNE_CHECKPOINT_DIR", root + "/trial/checkpoints");
        expected.put("ATTUNE_ARTIFACT_DIR", root + "/trial/artifacts");
        expected.put("ATTUNE_API", "http://127.0.0.1:8080/api/v1");
        expected.put("ATTUNE_TOKEN_FILE", root + "/token");
        expected.put("CLOUD_ML_HP_METRIC_FILE", own + "/hypertune/output.metrics");
        expected.put("CLOUD_ML_HP_METRIC_TAG", "loss");
        expected.put("CLOUD_ML_TRIAL_ID", "1");
        expected.put("RANK", "1");
        expected.put("WORLD_SIZE", "2");
        expected.put("LOCAL_RANK", "0");
        expected.put("LOCAL_WORLD_SIZE", "1");
        expected.put("MASTER_ADDR", "10.0.0.1");
        expected.put("MASTER_PORT", "4242");
        expected.put("PET_NNODES", "2");
        expected.put("PET_NPROC_PER_NODE", "2");
        expected.put("PET_NODE_RANK", "1");
        expected.put("PET_MASTER_ADDR", "10.0.0.1");
        expected.put("PET_MASTER_PORT", "4242");
        expected.put("HOROVOD_RANK", "1");
        expected.put("HOROVOD_SIZE", "2");
        expected.put("HOROVOD_LOCAL_RANK", "0");
        expected.put("HOROVOD_LOCAL_SIZE", "1");
        expected.put("HOROVOD_CROSS_RANK", "1");
        expected.put("HOROVOD_CROSS_SIZE", "2");
        expected.put("HOROVOD_HOSTNAME", "10.0.0.2");
        expected.put("HOROVOD_CONTROLLER", "gloo");
        expected.put("HOROVOD_CPU_OPERATIONS", "gloo");
        expected.put("HOROVOD_GLOO_RENDEZVOUS_ADDR", "10.0.0.1");
        expected.put("HOROVOD_GLOO_RENDEZVOUS_PORT", "4242");
        expected.put(
                "TF_CONFIG",
                "{\"cluster\":{\"worker\":[\"10.0.0.1:4242\",\"10.0.0.2:4243\"]},"
                        + "\"task\":{\"type\":\"worker\",\"index\":1,\"trial\":\"1\"}}");
        expected.putAll(JAX_AND_KERAS);
        expected.put("CUDA_DEVICE_ORDER", "PCI_BUS_ID");
        expected.put("CUDA_VISIBLE_DEVICES", "3,5");
        assertThat(new TreeMap<>(WorkerEnvironment.of(spec, AGENT, true))).isEqualTo(expected);
    }

    @Test
    void a_worker_without_devices_sees_none_where_the_node_has_some() {
        assertThat(WorkerEnvironment.of(spec().build(), AGENT, true)).containsEntry("CUDA_VISIBLE_DEVICES", "");
        assertThat(WorkerEnvironment.of(spec().build(), AGENT, false)).doesNotContainKey("CUDA_VISIBLE_DEVICES");
    }

    @Test
    void values_take_their_places_and_are_appended_on_request() {
        assertThat(WorkerEnvironment.command(spec().build()))
                .containsExactly("python3", "train.py", "--lr=1.0e-4", "${HOME}", "1/digits/1");
        assertThat(WorkerEnvironment.command(spec().appendArgs().build()))
                .endsWith("--lr=1.0e-4", "--hidden-size.x=64");
    }

    @Test
    @Tag("process")
    void the_process_gets_exactly_this_and_finds_its_files() throws Exception {
        Path files = root.resolve("files");
        Files.createDirectories(files.resolve("sub"));
        Files.writeString(files.resolve("sub/data"), "deep");
        Files.writeString(files.resolve("train.txt"), "hello");
        Files.writeString(files.resolve("params.json"), "the user's own");
        WorkerSpec spec = SpecBuilder.shell(
                        root, "cat ../train.txt ../sub/data ../params.json \"$ATTUNE_PARAMS_FILE\"; pwd; env >&2")
                .files(files)
                .workdir("out")
                .build();
        try (ProcessRuntime runtime = new ProcessRuntime(ProcessSettings.ofThisMachine(false))) {
            RunningWorker worker = runtime.start(spec);
            assertThat(worker.exit().toCompletableFuture().get(30, TimeUnit.SECONDS))
                    .isEqualTo(ExitOutcome.success());
        }
        assertThat(Files.readString(spec.outFile()))
                .isEqualTo(
                        "hellodeepthe user's own{\"lr\":0.1}" + spec.directory().resolve("out") + "\n");
        Map<String, String> expected = WorkerEnvironment.of(spec, System.getenv(), false);
        Map<String, String> actual = new TreeMap<>();
        for (String line : Files.readAllLines(spec.errFile())) {
            int equals = line.indexOf('=');
            actual.put(line.substring(0, equals), line.substring(equals + 1));
        }
        // What a shell sets for itself.
        actual.keySet().removeAll(List.of("PWD", "OLDPWD", "_", "SHLVL"));
        assertThat(actual).isEqualTo(new TreeMap<>(expected));
    }

    @Test
    @Tag("process")
    void a_shells_own_word_as_command_is_no_command_of_the_shell() throws Exception {
        try (ProcessRuntime runtime = new ProcessRuntime(ProcessSettings.ofThisMachine(false))) {
            RunningWorker worker =
                    runtime.start(SpecBuilder.command(root, "eval", "exit 0").build());
            assertThat(worker.exit().toCompletableFuture().join().cause()).contains("eval: not found");
        }
    }
}
