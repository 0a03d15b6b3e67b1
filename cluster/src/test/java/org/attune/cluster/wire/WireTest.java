package org.attune.cluster.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.GangRequest;
import org.attune.cluster.gang.PlacementWish;
import org.attune.cluster.gang.RankPlace;
import org.attune.cluster.gang.Resources;
import org.attune.cluster.membership.ClusterNode;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.MetricPoint;
import org.attune.runner.worker.MetricSelection;
import org.attune.runner.worker.RegexMetric;
import org.attune.runner.worker.WorkerTemplate;
import org.attune.runner.worker.WorkerUsage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class WireTest {

    /** Larger messages are dropped by the transport. */
    private static final int FRAME_MAX = 256 * 1024;

    private static ActorTestKit kit;

    @BeforeAll
    static void start() {
        Config config = ClusterNode.config(ClusterNode.Settings.onLoopback(Set.of(ClusterNode.AGENT)));
        kit = ActorTestKit.create("wire", config);
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    private static final AttemptId ATTEMPT = new AttemptId("abcdefgh", 123_456, 99);
    private static final Epoch EPOCH = new Epoch(1_000_000);
    private static final Resources EACH = new Resources(2.5, 16L << 30, 8);
    private static final List<String> DEVICES = IntStream.range(0, 8)
            .mapToObj(i -> "GPU-7f3a2c1e-0000-4444-8888-00000000000" + i)
            .toList();
    private static final List<RankPlace> PLACES = IntStream.range(0, 64)
            .mapToObj(rank -> new RankPlace(rank, "node-with-a-long-name-" + "x".repeat(40), 1L << 50, DEVICES))
            .toList();

    private static WorkerTemplate template() {
        Map<String, String> values = new LinkedHashMap<>();
        IntStream.range(0, 300).forEach(i -> values.put("parameter_with_a_name_" + i, "0.12345678901234567e-10"));
        return new WorkerTemplate(
                "a study",
                List.of("python3", "train.py", "--lr=${lr}"),
                true,
                Map.of("OMP_NUM_THREADS", "4"),
                "",
                "{\"lr\": 0.1}",
                values,
                "ab".repeat(32),
                new MetricSelection(List.of("loss"), List.of(new RegexMetric(null, "(?<name>a)=(?<value>b)")), "all"),
                Duration.ofSeconds(30),
                Duration.ofHours(2),
                null,
                "loss");
    }

    private static NodeOffer offer() {
        return new NodeOffer(
                "node",
                1,
                "10.0.0.1",
                EACH,
                DEVICES.stream()
                        .map(d -> new NodeOffer.Device(d, "NVIDIA-A100-SXM4-80GB"))
                        .toList(),
                Map.of("zone", "eu-1"),
                true,
                false);
    }

    private static List<MetricPoint> points() {
        List<MetricPoint> points = new ArrayList<>();
        IntStream.range(0, 500)
                .forEach(i -> points.add(new MetricPoint("validation/accuracy", i, i * 0.1, 1_700_000_000_000L)));
        points.set(0, new MetricPoint("loss", 0, Double.NaN, 0));
        points.set(1, new MetricPoint("loss", 1, Double.NEGATIVE_INFINITY, 0));
        return points;
    }

    private static final WorkerUsage USAGE =
            new WorkerUsage(1e9 / 3, Long.MAX_VALUE, Long.MAX_VALUE, 1.0 / 3, 1L << 40);

    private static WorkerEnd end() {
        List<String> lines =
                IntStream.range(0, 100).mapToObj(i -> "é".repeat(3000)).toList();
        return new WorkerEnd(
                63,
                new ExitOutcome(FailureKind.SIGNAL, -1, 9, "killed", lines),
                "1 point from stdout",
                List.of("accuracy"),
                USAGE);
    }

    private static List<Object> largest() {
        GangRequest gang = new GangRequest(
                ATTEMPT, 64, EACH, new PlacementWish(List.of("gpu.model in (A100)"), 8), 50, true, template());
        ShareClaim claim = new ShareClaim(Long.MAX_VALUE - 1, "255.255.255.255", 65535);
        Map<Integer, WorkerUsage> usage = PLACES.stream().collect(Collectors.toMap(RankPlace::rank, p -> USAGE));
        HeldShare held = new HeldShare(ATTEMPT, EPOCH, 3, HeldShare.Phase.STARTED, EACH, PLACES, claim, usage);
        HeldShare preparing =
                new HeldShare(ATTEMPT, EPOCH, 3, HeldShare.Phase.PREPARING, EACH, PLACES.subList(0, 1), null);
        List<HeldShare> many = new ArrayList<>(List.of(held));
        IntStream.range(0, 300).forEach(i -> many.add(preparing));
        ActorRef<SchedulerCommand> scheduler =
                kit.<SchedulerCommand>createTestProbe().getRef();
        ActorRef<AgentCommand> agent = kit.<AgentCommand>createTestProbe().getRef();
        return List.of(
                new ToAgent.Prepare(EPOCH, 3, gang, PLACES),
                new ToAgent.Start(
                        EPOCH,
                        ATTEMPT,
                        3,
                        Long.MIN_VALUE,
                        "10.0.0.1",
                        40000,
                        IntStream.range(0, GangRequest.WORKERS_MAX)
                                .mapToObj(i -> "255.255.255.255")
                                .toList()),
                new ToAgent.Stop(EPOCH, ATTEMPT, FailureKind.PREEMPTED, "makes room", Duration.ofMillis(1500)),
                new ToAgent.Forget(EPOCH, ATTEMPT, "its end is stored"),
                new ToAgent.PointsStored(EPOCH, ATTEMPT, 63, Long.MAX_VALUE),
                new ToAgent.HelloAnswer(
                        EPOCH,
                        7,
                        IntStream.range(1, 1000)
                                .mapToObj(i -> new AttemptId("abcdefgh", i, 1))
                                .toList(),
                        scheduler),
                new ToScheduler.Hello(offer(), many, 5, 7, agent),
                new ToScheduler.Claim(ATTEMPT, EPOCH, 3, "node", 1, claim),
                new ToScheduler.ClaimRefused(ATTEMPT, EPOCH, 3, "node", "x".repeat(1000)),
                new ToScheduler.ShareStarted(ATTEMPT, EPOCH, "node"),
                new ToScheduler.Noted(ATTEMPT, EPOCH, "node", "prepared the data in 3.2 s"),
                new ToAgent.Tidy(
                        EPOCH, "abcdefgh", IntStream.range(1, 1000).boxed().toList(), List.of(7)),
                new ToScheduler.Points(ATTEMPT, EPOCH, "node", 63, 9, points()),
                new ToScheduler.WorkerEnded(ATTEMPT, EPOCH, "node", end()));
    }

    @Test
    void every_message_has_a_sample() {
        List<Class<?>> sampled = new ArrayList<>();
        largest().forEach(m -> sampled.add(m.getClass()));
        List<Class<?>> all = new ArrayList<>(Arrays.asList(ToAgent.class.getPermittedSubclasses()));
        all.addAll(Arrays.asList(ToScheduler.class.getPermittedSubclasses()));

        assertThat(sampled).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void every_message_survives_the_wire_and_fits_into_a_frame_at_its_largest() {
        Serialization serialization = SerializationExtension.get(kit.system());
        for (Object message : largest()) {
            byte[] bytes = serialization.serialize(message).get();
            int serializer = serialization.findSerializerFor(message).identifier();
            String manifest = Serializers.manifestFor(serialization.findSerializerFor(message), message);
            Object back = serialization.deserialize(bytes, serializer, manifest).get();

            assertThat(back).as(message.getClass().getSimpleName()).isEqualTo(message);
            assertThat(bytes.length).as(message.getClass().getSimpleName()).isLessThan(FRAME_MAX);
        }
    }
}
