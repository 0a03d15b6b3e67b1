package org.attune.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.attune.runner.runtime.SpecBuilder;
import org.attune.runner.worker.ContainerTemplate;
import org.attune.runner.worker.GangPlace;
import org.attune.runner.worker.WorkerSpec;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the engine is asked for: everything that hardens a container, and nothing that a study could soften. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ContainerPlanTest {

    private static final GangPlace PAIR =
            new GangPlace(1, 2, 0, "10.0.0.1", 4242, List.of("10.0.0.1", "10.0.0.1"), List.of());
    private static final GangPlace APART =
            new GangPlace(1, 2, 0, "10.0.0.1", 4242, List.of("10.0.0.1", "10.0.0.2"), List.of());

    @TempDir
    Path root;

    private DockerSettings settings(List<Path> roots) {
        DockerSettings base = TestEngine.settings("plan", root);
        return new DockerSettings(
                base.clock(),
                "alpha",
                "plan",
                10_001,
                10_002,
                base.secretsDirectory(),
                base.memoryDirectory(),
                base.preparedDirectory(),
                roots,
                4,
                8L << 30,
                true,
                DockerSettings.DeviceDrivers.NVIDIA_RUNTIME,
                "eth7",
                false);
    }

    private JsonNode created(WorkerSpec spec, List<Path> roots) {
        return new ContainerPlan(spec, settings(roots)).create("/app", root.resolve("memory/w"), "10.213.9");
    }

    private SpecBuilder worker() {
        return SpecBuilder.command(root, "python3", "train.py").container(ContainerTemplate.of("an/image:1"));
    }

    @Test
    void every_container_is_hardened() {
        JsonNode body = created(worker().build(), List.of());
        JsonNode host = body.path("HostConfig");
        assertThat(body.path("User").asText()).isEqualTo("10001:10002");
        assertThat(body.path("WorkingDir").asText()).isEqualTo("/app");
        assertThat(body.path("Entrypoint").toString()).isEqualTo("[\"python3\",\"train.py\"]");
        assertThat(host.path("Privileged").asBoolean()).isFalse();
        assertThat(host.path("ReadonlyRootfs").asBoolean()).isTrue();
        assertThat(host.path("CapDrop").toString()).isEqualTo("[\"ALL\"]");
        assertThat(host.path("SecurityOpt").toString()).isEqualTo("[\"no-new-privileges\"]");
        assertThat(host.path("IpcMode").asText()).isEqualTo("private");
        assertThat(host.path("Init").asBoolean()).isTrue();
        assertThat(host.path("AutoRemove").asBoolean()).isFalse();
        assertThat(host.path("PidsLimit").asInt()).isEqualTo(4096);
        assertThat(host.path("NanoCpus").asLong()).isEqualTo(1_000_000_000L);
        assertThat(host.path("Memory").asLong())
                .isEqualTo(8L << 30)
                .isEqualTo(host.path("MemorySwap").asLong());
        assertThat(host.path("ShmSize").asLong()).isEqualTo(1L << 30);
        assertThat(host.path("Tmpfs").path("/tmp").asText()).contains("nosuid", "nodev", "size=1073741824");
        assertThat(host.path("RestartPolicy").path("Name").asText()).isEqualTo("no");
        assertThat(host.path("LogConfig").path("Config").toString()).contains("\"max-file\":\"2\"");
        assertThat(host.path("Ulimits").toString()).contains("\"core\"");
        assertThat(host.has("CapAdd") || host.has("Devices") || host.has("PidMode") || host.has("Binds"))
                .isFalse();
        assertThat(body.path("Labels").path("attune.worker").asText()).isEqualTo("ab12cd34-1-a1-r0");
        assertThat(body.path("Labels").path("attune.spec").asText()).hasSize(64);
    }

    @Test
    void what_the_agent_writes_is_read_only_in_the_container() {
        JsonNode mounts =
                created(worker().build(), List.of()).path("HostConfig").path("Mounts");
        List<String> writable = new ArrayList<>();
        for (JsonNode mount : mounts) {
            assertThat(mount.path("Type").asText()).isEqualTo("bind");
            if (!mount.path("ReadOnly").asBoolean()) {
                writable.add(mount.path("Target").asText());
            }
        }
        assertThat(writable)
                .containsExactly(
                        "/attune/worker",
                        "/attune/worker/.attune/metrics.jsonl",
                        "/attune/worker/.attune/hypertune",
                        "/attune/trial/checkpoints",
                        "/attune/trial/artifacts");
    }

    @Test
    void a_worker_sees_container_paths_and_its_neighbours_by_name() {
        WorkerSpec spec = worker().place(PAIR).values(Map.of("lr", "0.5")).build();
        Map<String, String> env = new ContainerPlan(spec, settings(List.of())).environment();
        assertThat(env)
                .containsEntry("ATTUNE_PARAMS_FILE", "/attune/worker/.attune/params.json")
                .containsEntry("ATTUNE_CHECKPOINT_DIR", "/attune/trial/checkpoints")
                .containsEntry("MASTER_ADDR", "attune-ab12cd34-1-a1-r0")
                .containsEntry("GLOO_SOCKET_IFNAME", "eth0")
                .containsEntry("HP_LR", "0.5")
                .containsEntry("NVIDIA_VISIBLE_DEVICES", "void")
                .containsEntry("HOME", "/tmp")
                .doesNotContainKeys("PATH", "CUDA_VISIBLE_DEVICES", "ATTUNE_API", "ATTUNE_TOKEN_FILE");
        JsonNode host = created(spec, List.of()).path("HostConfig");
        assertThat(host.path("NetworkMode").asText()).isEqualTo("attune-ab12cd34-1-a1");
        assertThat(host.path("ExtraHosts").toString())
                .isEqualTo("[\"attune-ab12cd34-1-a1-r0:10.213.9.2\",\"attune-ab12cd34-1-a1-r1:10.213.9.3\"]");
    }

    @Test
    void a_gang_over_two_nodes_uses_their_network_and_an_isolated_one_cannot() {
        WorkerSpec spec = worker().place(APART).build();
        assertThat(created(spec, List.of())
                        .path("HostConfig")
                        .path("NetworkMode")
                        .asText())
                .isEqualTo("host");
        assertThat(new ContainerPlan(spec, settings(List.of())).environment())
                .containsEntry("GLOO_SOCKET_IFNAME", "eth7")
                .containsEntry("NCCL_SOCKET_IFNAME", "=eth7")
                .containsEntry("MASTER_ADDR", "10.0.0.1");
        ContainerTemplate isolated = new ContainerTemplate("i", null, 1, 0, 0, true, List.of(), List.of(), null);
        assertThatThrownBy(
                        () -> created(worker().place(APART).container(isolated).build(), List.of()))
                .hasMessageContaining("one node");
        assertThat(created(worker().container(isolated).build(), List.of())
                        .path("HostConfig")
                        .path("NetworkMode")
                        .asText())
                .isEqualTo("none");
    }

    @Test
    void limits_are_cut_to_what_the_node_has_and_devices_are_asked_for_by_id() {
        ContainerTemplate large =
                new ContainerTemplate("i", null, 64, 1L << 50, 2L << 30, false, List.of(), List.of(), null);
        GangPlace place = new GangPlace(0, 1, 0, "h", 1, List.of("h"), List.of("GPU-1", "GPU-2"));
        JsonNode host = created(worker().container(large).place(place).build(), List.of())
                .path("HostConfig");
        assertThat(host.path("NanoCpus").asLong()).isEqualTo(4_000_000_000L);
        assertThat(host.path("Memory").asLong()).isEqualTo(8L << 30);
        assertThat(host.path("ShmSize").asLong()).isEqualTo(2L << 30);
        assertThat(host.path("DeviceRequests").toString())
                .isEqualTo("[{\"Driver\":\"nvidia\",\"DeviceIDs\":[\"GPU-1\",\"GPU-2\"],"
                        + "\"Capabilities\":[[\"gpu\",\"compute\",\"utility\"]]}]");
    }

    private WorkerSpec withVolume(String source, String target) {
        return worker().container(new ContainerTemplate(
                        "i",
                        null,
                        1,
                        0,
                        0,
                        false,
                        List.of(new ContainerTemplate.Volume(source, target, false)),
                        List.of(),
                        null))
                .build();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/etc",
                "/proc",
                "/sys",
                "/dev",
                "/run/docker.sock",
                "/var/run/docker.sock",
                "/var/lib/docker",
                "/data/link",
                "/data/../etc",
                "/nowhere"
            })
    void no_volume_gives_the_node_away(String source) throws Exception {
        Path data = Files.createDirectories(root.resolve("data"));
        Files.createSymbolicLink(data.resolve("link"), Path.of("/etc"));
        String given = source.replaceFirst("^/data", data.toString());
        for (List<Path> roots : List.of(List.<Path>of(), List.of(data), List.of(Path.of("/")))) {
            assertThatThrownBy(() -> created(withVolume(given, "/x"), roots))
                    .as("roots %s", roots)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(given);
        }
    }

    @Test
    void a_volume_below_a_root_is_mounted_by_its_real_path_and_never_over_attunes_own() throws Exception {
        Path data = Files.createDirectories(root.resolve("data/set")).toRealPath();
        Files.createSymbolicLink(root.resolve("data/alias"), data);
        List<Path> roots = List.of(root.resolve("data"));
        String alias = root.resolve("data/alias").toString();
        JsonNode mounts =
                created(withVolume(alias, "/mnt"), roots).path("HostConfig").path("Mounts");
        JsonNode last = mounts.get(mounts.size() - 1);
        assertThat(last.path("Source").asText()).isEqualTo(data.toString());
        assertThat(last.path("Target").asText()).isEqualTo("/mnt");
        for (String target : List.of("/", "/attune", "/attune/worker/.attune", "/x/../attune/trial")) {
            assertThatThrownBy(() -> created(withVolume(alias, target), roots))
                    .hasMessageContaining("cannot be mounted");
        }
    }

    @Test
    void whatever_a_study_asks_no_container_is_softened() {
        Random random = new Random(20260);
        List<String> words = List.of(
                "/var/run/docker.sock",
                "privileged",
                "--privileged",
                "host",
                "/",
                "..",
                "SYS_ADMIN",
                "unconfined",
                "a");
        for (int i = 0; i < 500; i++) {
            String word = words.get(random.nextInt(words.size()));
            WorkerSpec spec = SpecBuilder.command(root, word, word)
                    .env(Map.of("X", word, "DOCKER_HOST", word))
                    .workdir(word)
                    .container(new ContainerTemplate(
                            word,
                            null,
                            random.nextDouble() + 0.1,
                            random.nextInt(1 << 30),
                            random.nextInt(1 << 20),
                            random.nextBoolean(),
                            List.of(),
                            List.of(),
                            null))
                    .build();
            JsonNode host = created(spec, List.of()).path("HostConfig");
            assertThat(host.path("Privileged").asBoolean())
                    .as("seed 20260, round %d", i)
                    .isFalse();
            assertThat(host.path("CapDrop").toString()).isEqualTo("[\"ALL\"]");
            assertThat(host.path("NetworkMode").asText()).isIn("none", "bridge");
            for (JsonNode mount : host.path("Mounts")) {
                assertThat(mount.path("Source").asText()).startsWith(root.toString());
            }
        }
    }

    @Test
    void no_container_runs_as_root() {
        DockerSettings base = settings(List.of());
        assertThatThrownBy(() -> new DockerSettings(
                        base.clock(),
                        "n",
                        "o",
                        0,
                        0,
                        root,
                        root,
                        root,
                        List.of(),
                        1,
                        0,
                        false,
                        DockerSettings.DeviceDrivers.CDI,
                        "",
                        false))
                .hasMessageContaining("root");
    }
}
