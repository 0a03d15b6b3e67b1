package org.attune.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.attune.runner.process.ProcessRuntime;
import org.attune.runner.process.ProcessSettings;
import org.attune.runner.runtime.RunningWorker;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.GangPlace;
import org.attune.runner.worker.MetricSelection;
import org.attune.runner.worker.WorkerId;
import org.attune.runner.worker.WorkerSpec;
import org.attune.runner.worker.WorkerTemplate;

/** What a worker costs beyond the process that it is: private directory, notes, process group, watching, tidying up. */
final class WorkerStart implements Figure {

    private static final int ROUNDS = 200;
    private static final int WARM_UP = 40;

    @Override
    public String name() {
        return "worker-start";
    }

    @Override
    public List<Measurement> measure(Bench bench) throws Exception {
        int rounds = bench.size(ROUNDS);
        double[] bare = new double[rounds];
        double[] worker = new double[rounds];
        Path root = bench.attune().scratch().resolve("worker-start");
        double load = Machine.load();
        try (ProcessRuntime runtime = new ProcessRuntime(ProcessSettings.ofThisMachine(false))) {
            for (int i = -WARM_UP; i < rounds; i++) {
                long begin = System.nanoTime();
                new ProcessBuilder("/bin/true").start().waitFor();
                long between = System.nanoTime();
                RunningWorker one = runtime.start(spec(root, i + WARM_UP + 1));
                one.exit().toCompletableFuture().get(30, TimeUnit.SECONDS);
                one.discard();
                if (i >= 0) {
                    bare[i] = (between - begin) / 1e6;
                    worker[i] = (System.nanoTime() - between) / 1e6;
                }
            }
        }
        double overhead = Numbers.median(worker) - Numbers.median(bare);
        String note = String.format(
                Locale.ROOT,
                "%d of each in turn: /bin/true forked and waited for %.1f ms, as a worker from start to tidied away %.1f ms"
                        + " (medians); p95 %.1f and %.1f ms",
                rounds,
                Numbers.median(bare),
                Numbers.median(worker),
                Numbers.percentile(bare, 0.95),
                Numbers.percentile(worker, 0.95));
        return List.of(new Measurement(
                name(),
                "overhead of one worker's start against a bare fork",
                Aim.atMost(30, "ms"),
                overhead,
                note,
                Peer.NONE,
                load));
    }

    private static WorkerSpec spec(Path root, int trial) {
        WorkerId id = new WorkerId(new AttemptId("bench234", trial, 1), 0);
        WorkerTemplate template = new WorkerTemplate(
                "bench",
                List.of("/bin/true"),
                false,
                Map.of(),
                "",
                "{}",
                Map.of(),
                null,
                MetricSelection.of("loss"),
                Duration.ofSeconds(5),
                null,
                null,
                "loss");
        return new WorkerSpec(
                id,
                template,
                GangPlace.alone(7777),
                root.resolve("workers").resolve(id.toString()),
                root.resolve("logs").resolve(id.attempt().toString()),
                root.resolve("trial/checkpoints"),
                root.resolve("trial/artifacts"),
                null,
                null,
                null,
                1,
                Map.of());
    }
}
