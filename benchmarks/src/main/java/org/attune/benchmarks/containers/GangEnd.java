package org.attune.benchmarks.containers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.attune.cluster.agent.AgentSettings;
import org.attune.cluster.agent.BlobSource;
import org.attune.cluster.agent.ContainerRules;
import org.attune.cluster.agent.LocalAgent;
import org.attune.cluster.agent.LogSink;
import org.attune.cluster.gang.ClaimedGang;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.GangEvent;
import org.attune.cluster.gang.GangListener;
import org.attune.cluster.gang.GangRequest;
import org.attune.cluster.gang.LeaseSettings;
import org.attune.cluster.gang.PlacementWish;
import org.attune.cluster.gang.Resources;
import org.attune.cluster.membership.ClusterNode;
import org.attune.cluster.schedule.AttemptLedger;
import org.attune.cluster.schedule.OwnGangs;
import org.attune.runner.device.DeviceInventory;
import org.attune.runner.docker.Engine;
import org.attune.runner.docker.EngineException;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.ContainerTemplate;
import org.attune.runner.worker.MetricPoint;
import org.attune.runner.worker.MetricSelection;
import org.attune.runner.worker.WorkerTemplate;

/** From the death of a rank to the end of its gang, through scheduler and agent; the other rank ends when it is asked to. */
final class GangEnd {

    private static final Epoch EPOCH = new Epoch(1);

    private final Path root;
    private final String host;
    private final Map<String, CompletableFuture<Long>> events = new ConcurrentHashMap<>();

    GangEnd(Path root, String host) {
        this.root = root;
        this.host = host;
    }

    private CompletableFuture<Long> event(AttemptId attempt, Class<? extends GangEvent> kind) {
        return events.computeIfAbsent(attempt + kind.getSimpleName(), k -> new CompletableFuture<>());
    }

    /** Seconds of each repeat. */
    double[] measure(int repeats) throws Exception {
        ClusterNode node =
                ClusterNode.start(ClusterNode.Settings.onLoopback(Set.of(ClusterNode.CONTROL, ClusterNode.AGENT)));
        node.formAlone();
        OwnGangs gangs = OwnGangs.start(node.system(), EPOCH, LeaseSettings.DEFAULT, new YesLedger());
        gangs.watch(new Ears());
        gangs.recovered(Set.of()).toCompletableFuture().join();
        LocalAgent agent = LocalAgent.start(
                node.system(), settings(), BlobSource.ofDirectory(root.resolve("blobs")), LogSink.LOCAL);
        try (Engine engine = Engine.at(host)) {
            double[] seconds = new double[repeats];
            for (int i = 0; i < repeats; i++) {
                seconds[i] = once(gangs, engine, i + 1);
            }
            return seconds;
        } finally {
            agent.close();
            node.close();
        }
    }

    private double once(OwnGangs gangs, Engine engine, int trial) throws Exception {
        GangRequest gang = request(trial);
        gangs.submit(gang, EPOCH, Optional.empty()).toCompletableFuture().join();
        event(gang.attempt(), GangEvent.Started.class).get(120, TimeUnit.SECONDS);
        String second = "/containers/attune-" + gang.attempt() + "-r1/json";
        Site.await("both containers run", () -> runs(engine, second));
        long begun = System.nanoTime();
        engine.post("/containers/attune-" + gang.attempt() + "-r1/kill?signal=SIGKILL", null);
        long ended = event(gang.attempt(), GangEvent.Ended.class).get(120, TimeUnit.SECONDS);
        return (ended - begun) / 1e9;
    }

    private static boolean runs(Engine engine, String container) {
        try {
            return engine.get(container).path("State").path("Running").asBoolean();
        } catch (EngineException e) {
            return false;
        }
    }

    private static GangRequest request(int trial) {
        WorkerTemplate template = new WorkerTemplate(
                        "bench",
                        List.of("sh", "-c", "exec sleep 600"),
                        false,
                        Map.of(),
                        "",
                        "{}",
                        Map.of(),
                        null,
                        MetricSelection.of("loss"),
                        Duration.ofSeconds(10),
                        null,
                        null,
                        "loss")
                .in(ContainerTemplate.of(Site.BASE));
        return new GangRequest(
                new AttemptId("bench235", trial, 1),
                2,
                new Resources(0.5, 0, 0),
                new PlacementWish(List.of("exists docker"), 0),
                50,
                true,
                template);
    }

    private AgentSettings settings() {
        return new AgentSettings(
                "bench",
                "127.0.0.1",
                root,
                root.resolve("logs"),
                Optional.empty(),
                8,
                8L << 30,
                DeviceInventory.none(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                ContainerRules.of(host),
                LeaseSettings.DEFAULT);
    }

    private final class Ears implements GangListener {
        @Override
        public CompletionStage<Void> onEvent(GangEvent event) {
            event(event.attempt(), event.getClass()).complete(System.nanoTime());
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Void> onPoints(AttemptId attempt, int rank, long position, List<MetricPoint> points) {
            return CompletableFuture.completedStage(null);
        }
    }

    /** Nothing is stored: what is measured comes after the start. */
    private static final class YesLedger implements AttemptLedger {
        @Override
        public CompletionStage<Boolean> preparing(AttemptId attempt, Epoch epoch) {
            return CompletableFuture.completedStage(true);
        }

        @Override
        public CompletionStage<Boolean> claimed(AttemptId attempt, ClaimedGang gang) {
            return CompletableFuture.completedStage(true);
        }

        @Override
        public CompletionStage<Boolean> requeued(AttemptId attempt, Epoch epoch) {
            return CompletableFuture.completedStage(true);
        }
    }
}
