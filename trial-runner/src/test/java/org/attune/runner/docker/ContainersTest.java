package org.attune.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.attune.runner.runtime.Eventually.eventually;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.attune.runner.image.BuildContext;
import org.attune.runner.image.ImageNames;
import org.attune.runner.runtime.RunningWorker;
import org.attune.runner.runtime.SpecBuilder;
import org.attune.runner.worker.ContainerTemplate;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.GangPlace;
import org.attune.runner.worker.ImageRecipe;
import org.attune.runner.worker.WorkerSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers on a real engine: what they can reach, how they fail, and that nothing of them is left. */
@Tag("docker")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ContainersTest {

    private static final String OWNER = "containers";
    private static String host = "";

    @TempDir
    Path root;

    private DockerRuntime runtime;
    private Engine engine;
    private final List<RunningWorker> started = new ArrayList<>();

    @BeforeAll
    static void findEngine() {
        host = TestEngine.host();
    }

    @BeforeEach
    void open() throws IOException {
        DockerSettings base = TestEngine.settings(OWNER, root);
        Path shared = Files.createDirectories(root.resolve("shared"));
        runtime = new DockerRuntime(
                Engine.at(host),
                new DockerSettings(
                        base.clock(),
                        base.node(),
                        OWNER,
                        base.uid(),
                        base.gid(),
                        base.secretsDirectory(),
                        base.memoryDirectory(),
                        base.preparedDirectory(),
                        List.of(shared),
                        2,
                        4L << 30,
                        false,
                        base.drivers(),
                        "",
                        false));
        engine = Engine.at(host);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        for (RunningWorker worker : started) {
            worker.kill();
            outcome(worker);
            worker.discard();
        }
        runtime.close();
        assertThat(TestEngine.containers(engine, OWNER)).isEmpty();
        assertThat(TestEngine.networks(engine, OWNER)).isEmpty();
        assertThat(engine.get("/volumes").path("Volumes").toString()).doesNotContain("attune");
        try (var left = Files.newDirectoryStream(Files.createDirectories(SpecBuilder.workers(root)))) {
            assertThat(left).isEmpty();
        }
        Path memory = root.resolve("memory");
        if (Files.exists(memory)) {
            assertThat(memory).isEmptyDirectory();
        }
        engine.close();
    }

    private RunningWorker start(SpecBuilder builder) {
        RunningWorker worker = runtime.start(builder.build());
        started.add(worker);
        return worker;
    }

    private RunningWorker start(ContainerTemplate container, String line) {
        return start(SpecBuilder.shell(root, line).container(container));
    }

    private static ContainerTemplate memory(long bytes) {
        return new ContainerTemplate(TestEngine.IMAGE, null, 1, bytes, 0, false, List.of(), List.of(), null);
    }

    private static ExitOutcome outcome(RunningWorker worker) {
        try {
            return worker.exit().toCompletableFuture().get(180, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(worker.id() + " did not end", e);
        }
    }

    private static String out(RunningWorker worker) {
        try {
            return Files.exists(worker.spec().outFile())
                    ? Files.readString(worker.spec().outFile())
                    : "";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_container_can_write_where_it_should_and_nowhere_else() throws IOException {
        RunningWorker worker = start(ContainerTemplate.of(TestEngine.IMAGE), """
                id -u
                grep CapEff /proc/self/status
                grep NoNewPrivs /proc/self/status
                for place in /etc /usr /attune /attune/worker/.attune /attune/trial /root; do
                  touch $place/x 2>/dev/null && echo "wrote $place"
                done
                mv .attune gone 2>/dev/null && echo "moved .attune"
                touch here /tmp/x "$ATTUNE_CHECKPOINT_DIR/c" "$ATTUNE_ARTIFACT_DIR/a" && echo fine
                echo '{"name": "loss", "value": 1}' >>"$ATTUNE_METRICS_FILE" && echo metric
                cat "$ATTUNE_PARAMS_FILE"
                """);
        assertThat(outcome(worker).cause()).isEqualTo("ended with exit code 0");
        assertThat(out(worker))
                .startsWith(TestEngine.settings(OWNER, root).uid() + "\n")
                .contains("CapEff:\t0000000000000000")
                .contains("NoNewPrivs:\t1")
                .contains("fine\nmetric\n{\"lr\":0.1}")
                .doesNotContain("wrote", "moved");
        assertThat(worker.spec().checkpointDirectory().resolve("c")).exists();
        assertThat(worker.spec().metricsFile()).isNotEmptyFile();
    }

    @Test
    void secrets_and_volumes_are_mounted_and_no_label_tells_a_secret() throws IOException {
        Files.createDirectories(root.resolve("secrets"));
        Files.writeString(root.resolve("secrets/key"), "s3cr3t");
        Files.writeString(root.resolve("shared/data"), "rows");
        ContainerTemplate container = new ContainerTemplate(
                TestEngine.IMAGE,
                null,
                1,
                0,
                0,
                false,
                List.of(new ContainerTemplate.Volume(root.resolve("shared").toString(), "/data", true)),
                List.of(new ContainerTemplate.Secret("key", "/run/secrets/key")),
                null);
        RunningWorker worker = start(
                container,
                "cat /run/secrets/key /data/data; stat -c ' %a' /run/secrets/key; touch /data/x || echo denied; sleep 60");
        eventually("it has read both", () -> out(worker).contains("denied"));
        assertThat(out(worker)).startsWith("s3cr3trows 400\n");
        String inspected = engine.get("/containers/" + ContainerPlan.name(worker.id()) + "/json")
                .toString();
        assertThat(inspected).doesNotContain("s3cr3t");

        ContainerTemplate absent = new ContainerTemplate(
                TestEngine.IMAGE,
                null,
                1,
                0,
                0,
                false,
                List.of(),
                List.of(new ContainerTemplate.Secret("no", "/x")),
                null);
        RunningWorker refused = start(SpecBuilder.shell(root, "true").trial(2).container(absent));
        assertThat(outcome(refused).kind()).isEqualTo(FailureKind.START_FAILED);
        assertThat(outcome(refused).cause()).contains("the secret no is not in");
    }

    @Test
    void a_gang_meets_on_its_own_network_which_leads_nowhere_when_isolated() {
        ContainerTemplate isolated =
                new ContainerTemplate(TestEngine.IMAGE, null, 1, 0, 0, true, List.of(), List.of(), null);
        List<RunningWorker> gang = new ArrayList<>();
        for (int rank = 0; rank < 2; rank++) {
            GangPlace place = new GangPlace(rank, 2, 0, "h", 4242, List.of("h", "h"), List.of());
            gang.add(start(SpecBuilder.command(root, "python3", "-c", MEETING)
                    .place(place)
                    .container(isolated)));
        }
        assertThat(outcome(gang.get(0)).succeeded())
                .as(outcome(gang.get(0)).toString())
                .isTrue();
        assertThat(outcome(gang.get(1)).succeeded()).isTrue();
        assertThat(out(gang.get(0))).isEqualTo("hello from 1\n");
        assertThat(out(gang.get(1))).isEqualTo("no way out\n");
    }

    private static final String MEETING = """
            import os, socket, time
            address = (os.environ["MASTER_ADDR"], int(os.environ["MASTER_PORT"]))
            if os.environ["RANK"] == "0":
                peer, _ = socket.create_server(("", address[1])).accept()
                print(peer.recv(100).decode())
            else:
                for _ in range(600):
                    try:
                        peer = socket.create_connection(address, 1)
                        break
                    except OSError:
                        time.sleep(0.05)
                peer.sendall(b"hello from 1")
                try:
                    socket.create_connection(("192.0.2.1", 80), 2)
                except OSError as e:
                    print("no way out")
            """;

    @Test
    void memory_over_the_limit_is_told_whoever_of_its_processes_it_was() {
        String eat = "python3 -c 'x = bytearray(400 << 20)'";
        RunningWorker leader = start(memory(64L << 20), "exec " + eat);
        assertThat(outcome(leader).kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
        assertThat(outcome(leader).signal()).isEqualTo(9);
        RunningWorker child =
                start(SpecBuilder.shell(root, eat + "; exit 1").trial(2).container(memory(64L << 20)));
        assertThat(outcome(child).kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
        RunningWorker survived =
                start(SpecBuilder.shell(root, eat + "; exit 0").trial(3).container(memory(64L << 20)));
        assertThat(outcome(survived).succeeded()).isTrue();
        assertThat(outcome(survived).cause()).contains("memory limit");
    }

    @Test
    void a_frozen_container_is_ended_by_its_freeze_limit() throws IOException {
        RunningWorker worker = start(SpecBuilder.shell(root, "while :; do echo x; sleep 0.1; done")
                .freeze(Duration.ofSeconds(6))
                .grace(Duration.ofMillis(300))
                .container(ContainerTemplate.of(TestEngine.IMAGE)));
        eventually("it prints", () -> out(worker).contains("x\nx"));
        engine.post("/containers/" + ContainerPlan.name(worker.id()) + "/pause", null);
        assertThat(outcome(worker).kind()).isEqualTo(FailureKind.FROZEN);
    }

    @Test
    void a_container_that_somebody_else_removes_is_lost() throws IOException {
        RunningWorker worker = start(ContainerTemplate.of(TestEngine.IMAGE), "echo ready; sleep 60");
        eventually("it runs", () -> out(worker).contains("ready"));
        engine.delete("/containers/" + ContainerPlan.name(worker.id()) + "?force=1");
        assertThat(outcome(worker).kind()).isIn(FailureKind.LOST, FailureKind.SIGNAL);
    }

    @Test
    void an_absent_image_is_the_nodes_failure_and_told_by_name() {
        RunningWorker worker = start(ContainerTemplate.of("attune/absent:1"), "true");
        assertThat(outcome(worker).kind()).isEqualTo(FailureKind.NODE);
        assertThat(outcome(worker).cause()).contains("attune/absent:1");
    }

    private ContainerTemplate built(String dockerfile, Map<String, Path> files) throws IOException {
        Path context = Files.createTempDirectory(root, "context");
        Files.writeString(context.resolve("Dockerfile"), dockerfile);
        for (Map.Entry<String, Path> file : files.entrySet()) {
            Files.copy(
                    file.getValue(), context.resolve(file.getKey()), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
        BuildContext.Packed packed = BuildContext.pack(context, "Dockerfile");
        Path blob = Files.write(root.resolve(packed.sha256()), packed.bytes());
        ImageRecipe recipe = new ImageRecipe(packed.sha256(), "Dockerfile", null, Map.of(), false);
        ContainerTemplate container =
                new ContainerTemplate(ImageNames.of(recipe), recipe, 1, 0, 0, false, List.of(), List.of(), null);
        WorkerSpec any = SpecBuilder.shell(root, "true").container(container).build();
        runtime.makeReady(any.template(), (digest, into) -> blob);
        return container;
    }

    @Test
    void an_image_without_a_shell_and_one_with_its_own_user_and_folder_run() throws IOException {
        Path init = Path.of("/usr/bin/docker-init");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(init), "LEFT OUT: no static program to build from");
        ContainerTemplate bare = built("FROM scratch\nCOPY tool /tool\n", Map.of("tool", init));
        RunningWorker worker =
                start(SpecBuilder.command(root, "/tool", "--version").container(bare));
        assertThat(outcome(worker).succeeded()).as(outcome(worker).toString()).isTrue();
        assertThat(out(worker)).contains("tini version");
        RunningWorker none =
                start(SpecBuilder.command(root, "sh", "-c", "true").trial(2).container(bare));
        assertThat(outcome(none).kind()).isEqualTo(FailureKind.START_FAILED);

        ContainerTemplate own = built(
                "FROM " + TestEngine.IMAGE + "\nWORKDIR /srv/app\nUSER nobody\nENTRYPOINT [\"false\"]\n", Map.of());
        RunningWorker second = start(SpecBuilder.shell(root, "pwd; id -u; touch $ATTUNE_CHECKPOINT_DIR/c")
                .trial(3)
                .container(own));
        assertThat(outcome(second).succeeded()).as(outcome(second).toString()).isTrue();
        assertThat(out(second))
                .isEqualTo("/srv/app\n" + TestEngine.settings(OWNER, root).uid() + "\n");
    }

    @Test
    void an_image_that_was_built_here_is_known_and_goes_unless_a_container_has_it() throws IOException {
        ContainerTemplate mine = built("FROM " + TestEngine.IMAGE + "\nLABEL of=" + System.nanoTime() + "\n", Map.of());
        ImageKeeping keeping = new ImageKeeping(engine, TestEngine.settings(OWNER, root));
        keeping.used(mine.image());
        RunningWorker worker = start(mine, "sleep 600");
        ImageKeeping.Built taken = find(keeping, mine.image());
        assertThat(taken.inUse()).isTrue();
        assertThat(keeping.images()).noneMatch(image -> image.names().contains(TestEngine.IMAGE));
        keeping.remove(taken);
        worker.kill();
        outcome(worker);
        worker.discard();
        started.clear();
        eventually(
                "its container is gone",
                () -> TestEngine.containers(engine, OWNER).isEmpty());
        // it was in use, so it has stayed
        keeping.remove(find(keeping, mine.image()));
        assertThatThrownBy(() -> engine.get("/images/" + mine.image() + "/json"))
                .isInstanceOf(EngineException.class);
    }

    private static ImageKeeping.Built find(ImageKeeping keeping, String name) throws IOException {
        return keeping.images().stream()
                .filter(image -> image.names().contains(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_build_that_fails_says_where_and_the_trial_fails_with_it() throws IOException {
        ContainerTemplate broken = built("FROM " + TestEngine.IMAGE + "\n\nRUN echo first && exit 7\n", Map.of());
        RunningWorker worker = start(SpecBuilder.shell(root, "true").container(broken));
        assertThat(outcome(worker).kind()).isEqualTo(FailureKind.START_FAILED);
        assertThat(outcome(worker).cause()).contains("Dockerfile:3: ").contains("exit code: 7");
        assertThatThrownBy(() -> engine.get("/images/" + broken.image() + "/json"))
                .isInstanceOf(EngineException.class);
    }

    @Test
    void data_is_prepared_once_sealed_and_shared() throws IOException {
        ContainerTemplate.Prepared prepared = new ContainerTemplate.Prepared(
                "ab".repeat(32),
                TestEngine.IMAGE,
                null,
                List.of("sh", "-c", "echo made; date +%N >/prepared/when; mkdir /prepared/d"),
                "/prepared");
        ContainerTemplate container =
                new ContainerTemplate(TestEngine.IMAGE, null, 1, 0, 0, true, List.of(), List.of(), prepared);
        SpecBuilder builder = SpecBuilder.shell(root, "cat /prepared/when; touch /prepared/x || echo sealed")
                .container(container);
        runtime.makeReady(builder.build().template(), (digest, into) -> into);
        Path folder = root.resolve("prepared").resolve("ab".repeat(32));
        String when = Files.readString(folder.resolve("when"));
        long begun = System.nanoTime();
        runtime.makeReady(builder.build().template(), (digest, into) -> into);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        assertThat(Files.readString(folder.resolve("when"))).isEqualTo(when);
        RunningWorker worker = start(builder);
        assertThat(outcome(worker).succeeded()).isTrue();
        assertThat(out(worker)).isEqualTo(when + "sealed\n");
        try (var left = Files.newDirectoryStream(root.resolve("prepared"), ".making-*")) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void data_that_cannot_be_prepared_fails_the_trial_with_the_last_lines() throws IOException {
        ContainerTemplate.Prepared prepared = new ContainerTemplate.Prepared(
                "cd".repeat(32),
                TestEngine.IMAGE,
                null,
                List.of("sh", "-c", "echo 'no such table' >&2; exit 3"),
                "/prepared");
        SpecBuilder builder = SpecBuilder.shell(root, "true")
                .container(
                        new ContainerTemplate(TestEngine.IMAGE, null, 1, 0, 0, false, List.of(), List.of(), prepared));
        runtime.makeReady(builder.build().template(), (digest, into) -> into);
        RunningWorker worker = start(builder);
        assertThat(outcome(worker).kind()).isEqualTo(FailureKind.START_FAILED);
        assertThat(outcome(worker).cause()).contains("exit code 3").contains("no such table");
        assertThat(root.resolve("prepared").resolve("cd".repeat(32))).doesNotExist();
    }

    @Test
    void a_hundred_megabytes_of_log_are_complete_though_the_agent_changed_in_between() throws Exception {
        RunningWorker worker = start(
                ContainerTemplate.of(TestEngine.IMAGE),
                "python3 -c '\nimport sys\nfor i in range(100000):\n sys.stdout.write(\"%0999d\\n\" % i)'");
        eventually("some of it is there", () -> worker.spec().outFile().toFile().length() > 1 << 20);
        runtime.close();
        open();
        RunningWorker again = runtime.adoptAll(SpecBuilder.workers(root)).get(0);
        started.set(0, again);
        assertThat(outcome(again).succeeded()).isTrue();
        assertThat(Files.size(again.spec().outFile())).isEqualTo(100_000_000L);
        try (InputStream in = Files.newInputStream(again.spec().outFile())) {
            for (int i = 0; i < 100_000; i++) {
                String line = new String(in.readNBytes(1000), java.nio.charset.StandardCharsets.US_ASCII);
                if (!line.endsWith("\n") || Integer.parseInt(line.strip()) != i) {
                    throw new AssertionError("line " + i + " is " + line);
                }
            }
        }
    }

    @Test
    void fifty_containers_at_once() {
        List<RunningWorker> many = new ArrayList<>();
        ContainerTemplate small = new ContainerTemplate(
                TestEngine.IMAGE, null, 0.1, 32L << 20, 1 << 20, true, List.of(), List.of(), null);
        for (int i = 1; i <= 50; i++) {
            many.add(
                    start(SpecBuilder.shell(root, "echo $ATTUNE_TRIAL").trial(i).container(small)));
        }
        for (RunningWorker worker : many) {
            assertThat(outcome(worker).succeeded())
                    .as(outcome(worker).toString())
                    .isTrue();
            assertThat(out(worker)).isEqualTo(worker.id().attempt().trial() + "\n");
        }
    }

    @Test
    void what_nobody_owns_is_removed_by_the_next_agent() throws Exception {
        RunningWorker worker = start(ContainerTemplate.of(TestEngine.IMAGE), "sleep 600");
        runtime.close();
        started.clear();
        // The agent's folder is gone, as after a disk was replaced.
        for (Path folder :
                List.of(worker.spec().directory(), worker.spec().directory().resolveSibling(worker.id() + ".notes"))) {
            new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor();
        }
        open();
        assertThat(runtime.adoptAll(SpecBuilder.workers(root))).isEmpty();
        eventually(
                "the orphan is gone", () -> TestEngine.containers(engine, OWNER).isEmpty());
    }
}
