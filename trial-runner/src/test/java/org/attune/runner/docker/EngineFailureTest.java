package org.attune.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.attune.runner.runtime.Eventually.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.attune.runner.runtime.RunningWorker;
import org.attune.runner.runtime.SpecBuilder;
import org.attune.runner.worker.ContainerTemplate;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.GangPlace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine is killed under its workers, with and without live-restore; and devices on an engine that believes in some. */
@Tag("docker")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(180)
class EngineFailureTest {

    private static final String OWNER = "engine-failure";
    private static String host = "";

    @TempDir
    Path root;

    private static Path folder;
    private static PrivateEngine engine;

    @BeforeAll
    static void findEngine() throws Exception {
        host = TestEngine.host();
        Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        Assumptions.assumeTrue(uid.equals(0), "LEFT OUT: only root can start another engine");
        boolean here = new ProcessBuilder("sh", "-c", "command -v dockerd && command -v unshare && command -v ip")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
        Assumptions.assumeTrue(here, "LEFT OUT: no dockerd, unshare and ip to start another engine with");
        // short: the path of a socket has at most 107 characters
        folder = Files.createTempDirectory(Path.of("/tmp"), "ae");
        engine = new PrivateEngine(folder);
        engine.start(true, Map.of());
        engine.load(host, TestEngine.IMAGE);
    }

    @AfterAll
    static void nothingIsLeft() throws Exception {
        if (engine != null) {
            engine.close();
            assertThat(folder).doesNotExist();
            assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(folder.toString());
        }
    }

    @AfterEach
    void noContainerIsLeft() {
        try (Engine client = Engine.at(engine.host())) {
            assertThat(TestEngine.containers(client, OWNER)).isEmpty();
        }
    }

    private RunningWorker start(DockerRuntime runtime, int trial, String line) {
        ContainerTemplate isolated =
                new ContainerTemplate(TestEngine.IMAGE, null, 1, 0, 0, true, List.of(), List.of(), null);
        return runtime.start(
                SpecBuilder.shell(root, line).trial(trial).container(isolated).build());
    }

    private static ExitOutcome outcome(RunningWorker worker) throws Exception {
        return worker.exit().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static final String COUNT = "i=0; while [ $i -lt 150 ]; do echo $i; i=$((i+1)); sleep 0.02; done";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void workers_outlive_an_engine_with_live_restore_and_no_line_is_lost(boolean kill) throws Exception {
        engine.restart(true, Map.of());
        try (DockerRuntime runtime = new DockerRuntime(Engine.at(engine.host()), TestEngine.settings(OWNER, root))) {
            RunningWorker worker = start(runtime, 1, COUNT);
            eventually("it counts", () -> worker.spec().outFile().toFile().length() > 100);
            engine.end(kill);
            engine.again();
            assertThat(outcome(worker).succeeded())
                    .as(outcome(worker).toString())
                    .isTrue();
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 150; i++) {
                all.append(i).append('\n');
            }
            assertThat(worker.spec().outFile()).hasContent(all.toString());
            worker.discard();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_engine_without_live_restore_takes_its_workers_along_and_none_is_charged(boolean kill) throws Exception {
        engine.restart(false, Map.of());
        try (DockerRuntime runtime = new DockerRuntime(Engine.at(engine.host()), TestEngine.settings(OWNER, root))) {
            RunningWorker first = start(runtime, 1, "echo here; exec sleep 600");
            RunningWorker second = start(runtime, 2, "echo here; trap '' TERM; while :; do sleep 0.2; done");
            for (RunningWorker worker : List.of(first, second)) {
                eventually("it runs", () -> worker.spec().outFile().toFile().length() > 0);
            }
            engine.end(kill);
            engine.again();
            for (RunningWorker worker : List.of(first, second)) {
                assertThat(outcome(worker).kind())
                        .as(outcome(worker).toString())
                        .isEqualTo(FailureKind.NODE);
                worker.discard();
            }
        }
    }

    @Test
    void devices_are_asked_for_by_their_uuid_and_an_engine_without_drivers_is_a_devices_failure() throws Exception {
        Path tools = Files.createDirectories(root.resolve("tools"));
        Path told = root.resolve("told");
        Path hook = Files.writeString(
                tools.resolve("nvidia-container-runtime-hook"),
                "#!/bin/sh\necho \"$@\" >>" + told + "\ncat >/dev/null\n");
        Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
        String path = tools + ":" + System.getenv("PATH");
        engine.restart(false, Map.of("PATH", path));
        try (DockerRuntime runtime = new DockerRuntime(Engine.at(engine.host()), TestEngine.settings(OWNER, root));
                Engine client = Engine.at(engine.host())) {
            RunningWorker worker = runtime.start(devices("GPU-fake-1", "GPU-fake-2"));
            assertThat(outcome(worker).succeeded())
                    .as(outcome(worker).toString())
                    .isTrue();
            assertThat(worker.spec().outFile()).hasContent("GPU-fake-1,GPU-fake-2\n");
            assertThat(Files.readString(told)).contains("prestart");
            JsonNode asked = client.get("/containers/" + ContainerPlan.name(worker.id()) + "/json")
                    .path("HostConfig")
                    .path("DeviceRequests");
            assertThat(asked.toString()).contains("GPU-fake-1", "nvidia", "compute");
            worker.discard();
        }
        try (DockerRuntime runtime = new DockerRuntime(Engine.at(host), TestEngine.settings(OWNER, root))) {
            RunningWorker worker = runtime.start(devices("GPU-fake-1"));
            assertThat(outcome(worker).kind()).isEqualTo(FailureKind.DEVICE);
            worker.discard();
        }
    }

    private org.attune.runner.worker.WorkerSpec devices(String... ids) {
        GangPlace place = new GangPlace(0, 1, 0, "127.0.0.1", 7777, List.of("127.0.0.1"), List.of(ids));
        ContainerTemplate isolated =
                new ContainerTemplate(TestEngine.IMAGE, null, 1, 0, 0, true, List.of(), List.of(), null);
        return SpecBuilder.shell(root, "echo $NVIDIA_VISIBLE_DEVICES")
                .place(place)
                .container(isolated)
                .build();
    }
}
