package org.attune.benchmarks;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.attune.cluster.gang.Epoch;
import org.attune.runner.worker.MetricPoint;
import org.attune.tuner.spec.SpecReader;
import org.attune.tuner.spec.SpecResult;
import org.attune.tuner.spec.StudySpec;
import org.attune.tuner.store.SqlStudyStore;
import org.attune.tuner.store.StudyStore;
import org.attune.tuner.study.AttemptState;
import org.attune.tuner.study.Observations;
import org.attune.tuner.study.Study;
import org.attune.tuner.study.StudyChange;
import org.attune.tuner.study.StudyState;
import org.attune.tuner.study.Trial;
import org.attune.tuner.study.TrialResult;
import org.attune.tuner.study.TrialState;

/** Rows of 25 points by 64 trials, each trial's next row after its last one is durable, as the agents send them. */
final class StoredObservations implements Figure {

    private static final int TRIALS = 64;
    private static final int POINTS = 25;
    private static final int ROWS = 40_000;
    private static final String UID = "bench234";
    private static final String SPEC = """
            study: observations
            objective: {metric: loss, goal: minimize}
            parameters: {x: {type: float, min: 0, max: 1}}
            maxTrials: 64
            trial: {command: [train]}
            """;

    @Override
    public String name() {
        return "observations";
    }

    @Override
    public List<Measurement> measure(Bench bench) throws Exception {
        Path folder = bench.attune().scratch().resolve("observations-store");
        int rows = bench.size(ROWS);
        try (StudyStore store = SqlStudyStore.open(folder, InstantSource.system())) {
            Epoch epoch = store.raiseEpoch();
            await(store.commit(epoch, UID, study()));
            int warmUp = rows / 8 / TRIALS;
            write(store, epoch, 1, warmUp);
            double load = Machine.load();
            int each = rows / TRIALS;
            Processor before = Processor.of(ProcessHandle.current().pid());
            long begin = System.nanoTime();
            write(store, epoch, 1 + warmUp, each);
            double seconds = (System.nanoTime() - begin) / 1e9;
            Processor used = Processor.of(ProcessHandle.current().pid()).minus(before);
            long points = (long) each * TRIALS * POINTS;
            String note = String.format(
                    Locale.ROOT,
                    "%,d points in rows of %d by %d trials, %.1f s, each acknowledged after its sync; processor time %.1f µs"
                            + " a point",
                    points,
                    POINTS,
                    TRIALS,
                    seconds,
                    used.own() / points * 1e6);
            return List.of(new Measurement(
                    name(),
                    "observations stored durably",
                    Aim.atLeast(30_000, "points/s"),
                    points / seconds,
                    note,
                    bench.peers().observations(),
                    load));
        }
    }

    /** Every trial writes so many rows, one in flight each. */
    private static void write(StudyStore store, Epoch epoch, int first, int rows) throws Exception {
        List<CompletableFuture<Void>> streams = new ArrayList<>();
        for (int trial = 1; trial <= TRIALS; trial++) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            new Stream(store, epoch, trial, first + rows, done).next(first);
            streams.add(done);
        }
        await(CompletableFuture.allOf(streams.toArray(CompletableFuture<?>[]::new)));
    }

    private record Stream(StudyStore store, Epoch epoch, int trial, int end, CompletableFuture<Void> done) {

        void next(int position) {
            if (position == end) {
                done.complete(null);
                return;
            }
            Observations batch = new Observations(trial, 1, 0, position, points(position));
            store.commit(epoch, UID, List.of(new StudyChange.Observed(batch, System.currentTimeMillis())))
                    .whenComplete((seq, failure) -> {
                        if (failure == null) {
                            next(position + 1);
                        } else {
                            done.completeExceptionally(failure);
                        }
                    });
        }

        private static List<MetricPoint> points(int position) {
            List<MetricPoint> points = new ArrayList<>(POINTS);
            long now = System.currentTimeMillis();
            for (int i = 0; i < POINTS; i++) {
                long step = (long) position * POINTS + i;
                points.add(new MetricPoint("loss", step, 1.0 / (step + 1), now + i));
            }
            return points;
        }
    }

    private static List<StudyChange> study() {
        if (!(SpecReader.read(SPEC, "observations.yaml") instanceof SpecResult.Valid valid)) {
            throw new IllegalStateException("the benchmark's own spec is wrong");
        }
        StudySpec spec = valid.spec();
        long now = System.currentTimeMillis();
        List<StudyChange> changes = new ArrayList<>();
        changes.add(new StudyChange.StudyCreated(
                new Study("observations", UID, spec, SPEC, 1, null, StudyState.ACTIVE, "", now, 0)));
        for (int number = 1; number <= TRIALS; number++) {
            changes.add(new StudyChange.TrialCreated(new Trial(
                    number,
                    TrialState.QUEUED,
                    Map.of("x", 0.5),
                    "random",
                    0,
                    null,
                    TrialResult.NONE,
                    now,
                    0,
                    0,
                    List.of())));
            changes.add(new StudyChange.AttemptCreated(number, 1, AttemptState.QUEUED, "own", now));
        }
        return changes;
    }

    private static <T> T await(java.util.concurrent.CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(120, TimeUnit.SECONDS);
    }
}
