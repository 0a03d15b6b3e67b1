package org.attune.cluster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.GangEvent;
import org.attune.cluster.gang.GangOutcome;
import org.attune.cluster.gang.GangRequest;
import org.attune.cluster.gang.LeaseSettings;
import org.attune.cluster.gang.NodeView;
import org.attune.cluster.gang.RankPlace;
import org.attune.cluster.gang.Refusal;
import org.attune.cluster.membership.ClusterNode;
import org.attune.cluster.schedule.FakeLedger;
import org.attune.cluster.schedule.Gangs;
import org.attune.cluster.schedule.OwnGangs;
import org.attune.cluster.schedule.RecordingListener;
import org.attune.runner.device.DeviceInventory;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.MetricSelection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One control node and two agents, each in an actor system of its own: messages cross real sockets. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(90)
final class TwoNodesTest {

    private static final Epoch EPOCH = new Epoch(1);
    private static final LeaseSettings LEASE = LeaseSettings.ofLength(Duration.ofSeconds(10));

    @TempDir
    static Path directory;

    private static final FakeLedger LEDGER = new FakeLedger();
    private static final RecordingListener LISTENER = new RecordingListener();
    private static ClusterNode control;
    private static ClusterNode one;
    private static ClusterNode two;
    private static LocalAgent agentOne;
    private static LocalAgent agentTwo;
    private static OwnGangs gangs;

    @BeforeAll
    static void start() {
        control = ClusterNode.start(ClusterNode.Settings.onLoopback(Set.of(ClusterNode.CONTROL)));
        control.formAlone();
        gangs = OwnGangs.start(control.system(), EPOCH, LEASE, LEDGER);
        gangs.watch(LISTENER);
        gangs.recovered(Set.of()).toCompletableFuture().join();
        one = ClusterNode.start(ClusterNode.Settings.onLoopback(Set.of(ClusterNode.AGENT)));
        two = ClusterNode.start(ClusterNode.Settings.onLoopback(Set.of(ClusterNode.AGENT)));
        one.join(List.of(control.address()));
        two.join(List.of(control.address()));
        agentOne = agent(one, "one", 2);
        agentTwo = agent(two, "two", 1);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> nodes().size() == 2);
    }

    private static LocalAgent agent(ClusterNode node, String name, double cpus) {
        AgentSettings settings = new AgentSettings(
                name,
                "127.0.0.1",
                directory.resolve(name),
                directory.resolve(name).resolve("logs"),
                Optional.of(directory.resolve("shared")),
                cpus,
                1L << 30,
                DeviceInventory.none(),
                Map.of("rack", name),
                Optional.empty(),
                Optional.empty(),
                ContainerRules.of("unix:///nowhere/docker.sock"),
                LEASE);
        return LocalAgent.start(
                node.system(), settings, BlobSource.ofDirectory(directory.resolve("blobs/sha256")), LogSink.LOCAL);
    }

    private static List<NodeView> nodes() {
        return gangs.capacity().toCompletableFuture().join().nodes();
    }

    @AfterAll
    static void stop() {
        agentOne.close();
        agentTwo.close();
        two.close();
        one.close();
        control.close();
    }

    private static GangRequest submit(GangRequest gang) {
        gangs.submit(gang, EPOCH, Optional.empty()).toCompletableFuture().join();
        return gang;
    }

    @Test
    void a_gang_of_three_spreads_over_both_nodes_and_its_ranks_know_each_other() throws Exception {
        Path trainer = directory.resolve("trainer");
        Files.createDirectories(trainer);
        Files.writeString(
                trainer.resolve("train.sh"),
                "#!/bin/sh\necho \"rank=$RANK of=$WORLD_SIZE master=$MASTER_ADDR:$MASTER_PORT\"\necho loss=0.5\n");
        assertThat(trainer.resolve("train.sh").toFile().setExecutable(true)).isTrue();
        PackedFolder.Packed packed = PackedFolder.pack(trainer);
        Files.createDirectories(directory.resolve("blobs/sha256"));
        Files.write(directory.resolve("blobs/sha256").resolve(packed.sha256()), packed.bytes());

        GangRequest gang = submit(
                Gangs.gang(1, 3, Gangs.template(List.of("./train.sh"), MetricSelection.of("loss"), packed.sha256())));
        GangOutcome outcome = LISTENER.awaitEnd(gang.attempt());

        assertThat(outcome.first().kind()).as(outcome.first().cause()).isEqualTo(FailureKind.NONE);
        GangEvent.Started started =
                (GangEvent.Started) LISTENER.events(gang.attempt()).get(0);
        assertThat(started.places()).extracting(RankPlace::node).containsExactly("one", "one", "two");
        Set<String> masters = new TreeSet<>();
        for (RankPlace place : started.places()) {
            Path log = directory.resolve(place.node() + "/logs/study234/1/a1/r" + place.rank() + ".out");
            List<String> lines = Files.readAllLines(log);
            assertThat(lines.get(0)).startsWith("rank=" + place.rank() + " of=3 master=127.0.0.1:");
            masters.add(lines.get(0).substring(lines.get(0).indexOf("master")));
        }
        assertThat(masters).as("one master for all").hasSize(1);
        assertThat(LISTENER.points(gang.attempt(), 0)).hasSize(1);
    }

    @Test
    void a_rank_that_dies_on_one_node_ends_the_ranks_on_the_other() {
        GangRequest gang = submit(Gangs.gang(
                2, 3, Gangs.shell("if [ $RANK = 2 ]; then echo boom; exit 3; fi; while :; do sleep 0.1; done")));

        GangOutcome outcome = LISTENER.awaitEnd(gang.attempt());

        assertThat(outcome.firstRank()).isEqualTo(2);
        assertThat(outcome.first().exitCode()).isEqualTo(3);
        assertThat(outcome.first().lastLines()).contains("boom");
    }

    @Test
    void files_that_are_not_in_the_store_are_a_reason_to_wait_not_to_fail() {
        String missing = "0".repeat(64);
        GangRequest gang =
                submit(Gangs.gang(3, 1, Gangs.template(List.of("true"), MetricSelection.of("loss"), missing)));

        LISTENER.await(
                "the reason",
                l -> l.events(gang.attempt()).stream()
                        .anyMatch(
                                e -> e instanceof GangEvent.Waiting w && w.why().contains("not in the store")));
        gangs.stop(gang.attempt(), EPOCH, "enough", Duration.ZERO)
                .toCompletableFuture()
                .join();

        assertThat(LISTENER.awaitEnd(gang.attempt()).stopped()).isTrue();
    }

    @Test
    void what_can_never_fit_is_refused_with_numbers() {
        List<Refusal> refusals = gangs.check(Gangs.gang(4, 4, Gangs.shell("true")))
                .toCompletableFuture()
                .join();

        assertThat(refusals).extracting(Refusal::code).containsExactly("GANG");
        assertThat(refusals.get(0).detail())
                .isEqualTo("the gang has 4 workers; the 2 nodes have room for 3 at once when nothing else runs");
    }
}
