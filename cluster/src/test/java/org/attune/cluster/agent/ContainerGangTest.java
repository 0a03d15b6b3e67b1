package org.attune.cluster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.attune.cluster.gang.GangOutcome;
import org.attune.cluster.gang.GangRequest;
import org.attune.cluster.gang.LeaseSettings;
import org.attune.cluster.gang.PlacementWish;
import org.attune.cluster.gang.RankEnd;
import org.attune.cluster.gang.Resources;
import org.attune.cluster.schedule.Gangs;
import org.attune.runner.docker.Engine;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.ContainerTemplate;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.MetricSelection;
import org.attune.runner.worker.WorkerTemplate;
import org.awaitility.Awaitility;
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

/** What happens to a gang of containers when one of them does: killed, frozen, cut off, out of memory. */
@Tag("docker")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(120)
final class ContainerGangTest {

    private static final String IMAGE = "attune/debian:bookworm";
    private static final String GANG = "attune-" + Gangs.attempt(1).studyUid();

    /** Both ranks send each other a byte a hundred times a second; the first one reports. */
    private static final String TALK = """
            import os, socket, sys, time
            rank, port = int(os.environ["RANK"]), int(os.environ["MASTER_PORT"])
            if rank == 0:
                peer, _ = socket.create_server(("", port)).accept()
            else:
                for _ in range(1000):
                    try:
                        peer = socket.create_connection((os.environ["MASTER_ADDR"], port), 1)
                        peer.settimeout(None)
                        break
                    except OSError:
                        time.sleep(0.02)
            step = 0
            while True:
                peer.sendall(b"x")
                if not peer.recv(1):
                    sys.exit("the neighbour is gone")
                step += 1
                if step % 20 == 0:
                    print(f"step={step} loss=1", flush=True)
                    EACH
                time.sleep(0.01)
            """;

    @TempDir
    static Path directory;

    private static OneMachine machine;
    private static Engine engine;
    private static int trials;

    @BeforeAll
    static void start() throws Exception {
        String host = Engine.usualHost(System.getenv());
        engine = Engine.at(host);
        String why = "";
        try {
            engine.get("/images/" + IMAGE + "/json");
        } catch (IOException e) {
            why = String.valueOf(e.getMessage());
        }
        assertThat(why.isEmpty() || System.getenv("ATTUNE_ENGINE_PROMISED") == null)
                .as("the engine that was promised: " + why)
                .isTrue();
        Assumptions.assumeTrue(why.isEmpty(), "LEFT OUT, no Docker engine: " + why);
        machine = new OneMachine(directory, LeaseSettings.ofLength(Duration.ofSeconds(20)), host);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> machine.gangs()
                        .check(request(1, talk("pass", 0, Duration.ofSeconds(60))))
                        .toCompletableFuture()
                        .join()
                        .isEmpty());
    }

    @AfterAll
    static void stop() {
        if (machine != null) {
            machine.close();
        }
        engine.close();
    }

    @AfterEach
    void nothingIsLeft() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> names("/containers/json?all=1", "Names").noneMatch(name -> name.contains(GANG)));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> names("/networks", "Name").noneMatch(name -> name.contains(GANG)));
    }

    private static java.util.stream.Stream<String> names(String path, String field) throws IOException {
        List<String> names = new java.util.ArrayList<>();
        for (JsonNode one : engine.get(path)) {
            names.add(one.path(field).toString());
        }
        return names.stream();
    }

    private static WorkerTemplate talk(String each, long memory, Duration freeze) {
        return new WorkerTemplate(
                        "digits",
                        List.of("python3", "-c", TALK.replace("EACH", each)),
                        false,
                        Map.of(),
                        "",
                        "{}",
                        Map.of(),
                        null,
                        MetricSelection.of("loss"),
                        Duration.ofSeconds(1),
                        null,
                        freeze,
                        "loss")
                .in(new ContainerTemplate(IMAGE, null, 1, memory, 0, true, List.of(), List.of(), null));
    }

    private static GangRequest request(int trial, WorkerTemplate template) {
        return new GangRequest(
                Gangs.attempt(trial),
                2,
                new Resources(1, 0, 0),
                new PlacementWish(List.of("exists docker"), 0),
                50,
                true,
                template);
    }

    private static AttemptId running(WorkerTemplate template) {
        GangRequest gang = request(++trials, template);
        machine.gangs()
                .submit(gang, OneMachine.EPOCH, Optional.empty())
                .toCompletableFuture()
                .join();
        machine.listener.await(
                "both ranks talk", l -> !l.points(gang.attempt(), 0).isEmpty());
        return gang.attempt();
    }

    private static String container(AttemptId attempt, int rank) {
        return "attune-" + attempt + "-r" + rank;
    }

    @Test
    void a_rank_that_is_killed_ends_its_gang_and_is_blamed() throws Exception {
        AttemptId attempt = running(talk("pass", 0, Duration.ofSeconds(60)));
        engine.post("/containers/" + container(attempt, 1) + "/kill?signal=SIGKILL", null);
        GangOutcome outcome = machine.listener.awaitEnd(attempt);
        assertThat(outcome.firstRank()).as(outcome.toString()).isEqualTo(1);
        assertThat(outcome.first().kind()).isEqualTo(FailureKind.SIGNAL);
        assertThat(outcome.first().signal()).isEqualTo(9);
        RankEnd neighbour = outcome.ranks().get(0);
        assertThat(neighbour.node()).isEqualTo("alpha");
        assertThat(neighbour.outcome().succeeded()).isFalse();
        assertThat(neighbour.outcome().lastLines()).isNotEmpty();
    }

    @Test
    void a_rank_that_is_frozen_ends_its_gang_by_the_freeze_limit() throws Exception {
        AttemptId attempt = running(talk("pass", 0, Duration.ofSeconds(2)));
        engine.post("/containers/" + container(attempt, 1) + "/pause", null);
        GangOutcome outcome = machine.listener.awaitEnd(attempt);
        assertThat(outcome.first().kind()).as(outcome.toString()).isEqualTo(FailureKind.FROZEN);
        assertThat(outcome.ranks()).hasSize(2);
    }

    @Test
    void a_rank_that_is_cut_off_ends_its_gang_by_the_freeze_limit() throws Exception {
        AttemptId attempt = running(talk("pass", 0, Duration.ofSeconds(2)));
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("Container", container(attempt, 1)).put("Force", true);
        engine.post("/networks/attune-" + attempt + "/disconnect", body);
        GangOutcome outcome = machine.listener.awaitEnd(attempt);
        assertThat(outcome.first().kind()).as(outcome.toString()).isEqualTo(FailureKind.FROZEN);
    }

    @Test
    void a_rank_that_fills_its_memory_is_blamed_for_that() {
        AttemptId attempt = running(
                talk("if rank == 1 and step == 40: held = bytearray(200 << 20)", 64L << 20, Duration.ofSeconds(60)));
        GangOutcome outcome = machine.listener.awaitEnd(attempt);
        assertThat(outcome.firstRank()).as(outcome.toString()).isEqualTo(1);
        assertThat(outcome.first().kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
    }

    @Test
    void what_each_container_uses_is_measured() {
        AttemptId attempt = running(talk("pass", 0, Duration.ofSeconds(60)));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> machine.gangs().capacity().toCompletableFuture().join().gangs().stream()
                        .anyMatch(gang -> gang.usage().values().stream()
                                        .filter(usage -> usage.memoryBytes() > 1 << 20 && usage.cpuSeconds() > 0)
                                        .count()
                                == 2));
        machine.gangs()
                .stop(attempt, OneMachine.EPOCH, "enough", Duration.ofSeconds(1))
                .toCompletableFuture()
                .join();
        GangOutcome outcome = machine.listener.awaitEnd(attempt);
        assertThat(outcome.ranks())
                .allSatisfy(rank -> assertThat(rank.usage().memoryPeakBytes()).isGreaterThan(1 << 20));
    }
}
