package org.attune.tuner.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.attune.cluster.gang.Capacity;
import org.attune.cluster.gang.GangView;
import org.attune.cluster.gang.NodeDrain;
import org.attune.cluster.gang.NodeView;
import org.attune.cluster.gang.RankPlace;
import org.attune.cluster.gang.Resources;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.MetricPoint;
import org.attune.tuner.control.Answer;
import org.attune.tuner.control.Studies;
import org.attune.tuner.spec.SpecReader;
import org.attune.tuner.spec.SpecResult;
import org.attune.tuner.spec.StudySpec;
import org.attune.tuner.study.StudyState;
import org.attune.tuner.study.TrialState;
import org.jspecify.annotations.Nullable;

/** External studies in memory, by the rules of ask and tell; stands in for the control plane in tests of the routes. */
final class MemoryStudies implements Studies {

    static final class Row {
        final String name;
        final String uid;
        final String text;
        final StudySpec spec;
        final Instant created = Instant.ofEpochMilli(1_700_000_000_000L);
        final TreeMap<Integer, TrialRow> trials = new TreeMap<>();
        final Map<String, List<Integer>> requests = new LinkedHashMap<>();
        StudyState state = StudyState.ACTIVE;
        String reason = "";
        long seq;

        Row(String name, String uid, String text, StudySpec spec) {
            this.name = name;
            this.uid = uid;
            this.text = text;
            this.spec = spec;
        }
    }

    static final class TrialRow {
        final int number;
        final Map<String, Object> parameters;
        final String client;
        final List<MetricPoint> points = new ArrayList<>();
        Map<String, Double> metrics = Map.of();
        TrialState state = TrialState.RUNNING;
        String reason = "";
        boolean leaseLost;
        boolean stop;
        long seq;

        TrialRow(int number, Map<String, Object> parameters, String client) {
            this.number = number;
            this.parameters = parameters;
            this.client = client;
        }
    }

    final Map<String, Row> rows = new LinkedHashMap<>();
    final MemoryQueries queries = new MemoryQueries(this);
    final Map<String, Created> requests = new LinkedHashMap<>();
    final AtomicInteger waiting = new AtomicInteger();
    volatile @Nullable RuntimeException failure;
    long seq;
    private final Random random = new Random(7);

    private <T> CompletionStage<T> done(T value) {
        RuntimeException failing = failure;
        return failing == null ? CompletableFuture.completedFuture(value) : CompletableFuture.failedFuture(failing);
    }

    private <T> CompletionStage<Answer<T>> refuse(Answer.Code code, String detail) {
        return done(Answer.Refused.of(code, detail));
    }

    @Override
    public synchronized CompletionStage<Answer<Created>> create(NewStudy study) {
        Created before = study.requestId() == null ? null : requests.get(study.requestId());
        if (before != null) {
            return done(new Answer.Ok<>(before));
        }
        SpecResult result =
                SpecReader.read(study.specText(), study.fileName(), new SpecReader.Options(study.studyId(), List.of()));
        if (result instanceof SpecResult.Invalid invalid) {
            return done(new Answer.Refused<>(Answer.Code.SPEC_INVALID, "spec", invalid.problems()));
        }
        StudySpec spec = ((SpecResult.Valid) result).spec();
        if (rows.containsKey(spec.study())) {
            return refuse(Answer.Code.ALREADY_EXISTS, "there is a study " + spec.study() + " already");
        }
        Row row = new Row(spec.study(), uid(rows.size()), study.specText(), spec);
        row.state = study.startPaused() ? StudyState.PAUSED : StudyState.ACTIVE;
        row.seq = ++seq;
        rows.put(row.name, row);
        Created created = new Created(row.name, row.uid);
        if (study.requestId() != null) {
            requests.put(study.requestId(), created);
        }
        return done(new Answer.Ok<>(created));
    }

    private static String uid(int n) {
        return "aaaaaaa" + (char) ('a' + n % 26);
    }

    @Override
    public CompletionStage<Checked> check(Check check) {
        return done(new Checked(
                SpecReader.read(check.specText(), check.fileName(), new SpecReader.Options(check.studyId(), List.of()))
                        .all(),
                null));
    }

    @Override
    public CompletionStage<Answer<String>> change(
            String study, ObjectNode patch, java.util.function.BooleanSupplier asKnown) {
        return refuse(Answer.Code.NOT_FOUND, "not played here");
    }

    @Override
    public CompletionStage<Answer<Integer>> add(String study, Added trial) {
        return refuse(Answer.Code.NOT_FOUND, "not played here");
    }

    @Override
    public synchronized CompletionStage<Answer<StudyState>> move(String study, StudyState to, String reason) {
        Row row = rows.get(study);
        if (row == null) {
            return refuse(Answer.Code.NOT_FOUND, "there is no study " + study);
        }
        if (row.state.ended() && row.state != to) {
            return refuse(Answer.Code.WRONG_STATE, study + " has ended: " + row.state);
        }
        row.state = to == StudyState.STOPPING ? StudyState.SUCCEEDED : to;
        row.reason = reason;
        row.seq = ++seq;
        return done(new Answer.Ok<>(row.state));
    }

    @Override
    public synchronized CompletionStage<Answer<String>> delete(String study) {
        Row row = rows.get(study);
        if (row == null) {
            return refuse(Answer.Code.NOT_FOUND, "there is no study " + study);
        }
        if (!row.state.ended()) {
            return refuse(Answer.Code.WRONG_STATE, study + " is " + row.state + ": cancel it first");
        }
        rows.remove(study);
        seq++;
        return done(new Answer.Ok<>(study));
    }

    @Override
    public synchronized CompletionStage<Answer<Suggested>> suggest(String study, Suggest request) {
        Row row = rows.get(study);
        if (row == null) {
            return refuse(Answer.Code.NOT_FOUND, "there is no study " + study);
        }
        List<Integer> known = request.requestId() == null ? null : row.requests.get(request.requestId());
        if (known != null) {
            return done(new Answer.Ok<>(new Suggested(known, row.state, null)));
        }
        List<Integer> numbers = new ArrayList<>();
        int max = row.spec.maxTrials().orElse(1_000);
        while (row.state == StudyState.ACTIVE && numbers.size() < request.count() && row.trials.size() < max) {
            int number = row.trials.size() + 1;
            TrialRow trial = new TrialRow(number, Map.of("x", random.nextDouble() * 20 - 10), request.clientId());
            trial.seq = ++seq;
            row.seq = seq;
            row.trials.put(number, trial);
            numbers.add(number);
        }
        if (request.requestId() != null) {
            row.requests.put(request.requestId(), numbers);
        }
        Suggested suggested = new Suggested(numbers, row.state, null);
        if (numbers.isEmpty() && request.patience().compareTo(Duration.ZERO) > 0 && !row.state.ended()) {
            waiting.incrementAndGet();
            return CompletableFuture.supplyAsync(
                    () -> new Answer.Ok<>(suggested),
                    CompletableFuture.delayedExecutor(request.patience().toMillis(), TimeUnit.MILLISECONDS));
        }
        return done(new Answer.Ok<>(suggested));
    }

    /** A study that is there. */
    Row row(String study) {
        return Optional.ofNullable(rows.get(study)).orElseThrow();
    }

    /** A trial that is there. */
    TrialRow trialRow(String study, int number) {
        return trial(study, number).orElseThrow();
    }

    private Optional<TrialRow> trial(String study, int number) {
        return Optional.ofNullable(rows.get(study)).map(row -> row.trials.get(number));
    }

    @Override
    public synchronized CompletionStage<Answer<Reported>> report(String study, int number, Report report) {
        Optional<TrialRow> found = trial(study, number);
        if (found.isEmpty()) {
            return refuse(Answer.Code.NOT_FOUND, "there is no trial " + number + " of a study " + study);
        }
        TrialRow trial = found.get();
        if (trial.leaseLost) {
            return refuse(Answer.Code.LEASE_LOST, "the lease of trial " + number + " ran out");
        }
        if (trial.state.ended()) {
            return refuse(Answer.Code.WRONG_STATE, "trial " + number + " has ended: " + trial.state);
        }
        trial.points.addAll(report.points());
        trial.seq = ++seq;
        row(study).seq = seq;
        return done(new Answer.Ok<>(new Reported(
                trial.stop, trial.stop ? "stopped by hand" : "", report.points().size(), 1_700_000_600_000L)));
    }

    @Override
    public synchronized CompletionStage<Answer<Completed>> complete(String study, int number, Complete result) {
        Optional<TrialRow> found = trial(study, number);
        if (found.isEmpty()) {
            return refuse(Answer.Code.NOT_FOUND, "there is no trial " + number + " of a study " + study);
        }
        TrialRow trial = found.get();
        Row row = row(study);
        String objective = row.spec.objective().metric();
        Map<String, Double> metrics = new LinkedHashMap<>(result.metrics());
        trial.points.stream()
                .filter(p -> p.metric().equals(objective))
                .forEach(p -> metrics.putIfAbsent(objective, p.value()));
        if (trial.state.ended()) {
            return trial.metrics.equals(metrics)
                    ? done(new Answer.Ok<>(new Completed(number, null)))
                    : refuse(Answer.Code.RESULT_CONFLICT, "trial " + number + " has another result");
        }
        if (result.state() == TrialState.SUCCEEDED && !metrics.containsKey(objective)) {
            return refuse(Answer.Code.OBJECTIVE_MISSING, "trial " + number + " has no value of " + objective);
        }
        trial.metrics = metrics;
        trial.state = result.state();
        trial.reason = result.reason();
        trial.seq = ++seq;
        boolean all = row.trials.size() >= row.spec.maxTrials().orElse(1_000)
                && row.trials.values().stream().allMatch(t -> t.state.ended());
        row.state = all ? StudyState.SUCCEEDED : row.state;
        row.seq = seq;
        return done(new Answer.Ok<>(new Completed(number, null)));
    }

    @Override
    public synchronized CompletionStage<Answer<Integer>> endTrial(
            String study, int number, boolean cancel, String reason) {
        Optional<TrialRow> found = trial(study, number);
        if (found.isEmpty()) {
            return refuse(Answer.Code.NOT_FOUND, "there is no trial " + number + " of a study " + study);
        }
        TrialRow trial = found.get();
        trial.stop = true;
        trial.reason = reason;
        trial.state = cancel ? TrialState.CANCELLED : trial.state;
        trial.seq = ++seq;
        return done(new Answer.Ok<>(number));
    }

    private volatile @Nullable NodeDrain drain;

    @Override
    public CompletionStage<Answer<String>> drain(String node, String reason, @Nullable Duration patience) {
        if (!node.equals("gpu-1")) {
            return refuse(Answer.Code.NOT_FOUND, "there is no node " + node);
        }
        drain = new NodeDrain(
                reason, 1_700_000_000_000L, patience == null ? 0 : 1_700_000_000_000L + patience.toMillis());
        return done(new Answer.Ok<>(node));
    }

    @Override
    public CompletionStage<Answer<String>> undrain(String node) {
        drain = null;
        return done(new Answer.Ok<>(node));
    }

    @Override
    public CompletionStage<Capacity> capacity() {
        NodeView node = new NodeView(
                "gpu-1",
                1_234_567_890_123L,
                "UP",
                "127.0.0.1:7355",
                new Resources(8, 1L << 34, 2),
                new Resources(6.5, 1L << 33, 1),
                List.of("0:A100", "1:A100"),
                Map.of("zone", "eu-1"),
                true,
                1_700_000_000_000L,
                drain);
        GangView waiting = new GangView(
                new AttemptId("aaaaaaaa", 3, 1),
                "quadratic",
                "QUEUED",
                "no node has 4 devices free",
                2,
                new Resources(1, 0, 2),
                List.of());
        GangView running = new GangView(
                new AttemptId("aaaaaaaa", 2, 1),
                "quadratic",
                "RUNNING",
                "",
                1,
                new Resources(1.5, 0, 1),
                List.of(new RankPlace(0, "gpu-1", 1, List.of("1"))));
        return done(new Capacity(List.of(node), List.of(waiting, running)));
    }
}
