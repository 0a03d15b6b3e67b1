package org.attune.tuner.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.MetricPoint;
import org.attune.tuner.api.MemoryStudies.Row;
import org.attune.tuner.api.MemoryStudies.TrialRow;
import org.attune.tuner.store.BadPageToken;
import org.attune.tuner.store.Cursor;
import org.attune.tuner.store.StudyQueries;
import org.attune.tuner.store.view.AttemptRow;
import org.attune.tuner.store.view.AttemptView;
import org.attune.tuner.store.view.BestView;
import org.attune.tuner.store.view.ChangesView;
import org.attune.tuner.store.view.Counts;
import org.attune.tuner.store.view.EventPage;
import org.attune.tuner.store.view.EventView;
import org.attune.tuner.store.view.NodeTimeRow;
import org.attune.tuner.store.view.ObjectiveView;
import org.attune.tuner.store.view.SeriesView;
import org.attune.tuner.store.view.StudyPage;
import org.attune.tuner.store.view.StudyView;
import org.attune.tuner.store.view.SummaryView;
import org.attune.tuner.store.view.TrialPage;
import org.attune.tuner.store.view.TrialTable;
import org.attune.tuner.store.view.TrialView;
import org.attune.tuner.study.AttemptState;
import org.attune.tuner.study.StudyState;
import org.attune.tuner.study.TrialState;
import org.jspecify.annotations.Nullable;

/** Reads {@link MemoryStudies}. */
final class MemoryQueries implements StudyQueries {

    private static final String GENERATION = "test";

    private final MemoryStudies studies;

    MemoryQueries(MemoryStudies studies) {
        this.studies = studies;
    }

    private <T> T locked(Supplier<T> work) {
        synchronized (studies) {
            RuntimeException failing = studies.failure;
            if (failing != null) {
                throw failing;
            }
            return work.get();
        }
    }

    private Optional<Row> row(String name) {
        return Optional.ofNullable(studies.rows.get(name));
    }

    private static int offset(@Nullable String token) {
        if (token == null) {
            return 0;
        }
        if (!token.matches("p[0-9]{1,6}")) {
            throw new BadPageToken("is of another list");
        }
        return Integer.parseInt(token.substring(1));
    }

    private static @Nullable String next(int size, int from, int pageSize) {
        return from + pageSize < size ? "p" + (from + pageSize) : null;
    }

    private static <T> List<T> page(List<T> all, int from, int pageSize) {
        return all.stream().skip(from).limit(pageSize).toList();
    }

    @Override
    public StudyPage studies(Set<StudyState> states, int pageSize, @Nullable String pageToken) {
        return locked(() -> {
            List<StudyView> all = studies.rows.values().stream()
                    .filter(row -> states.isEmpty() || states.contains(row.state))
                    .map(row -> view(row, false))
                    .toList();
            int from = offset(pageToken);
            return new StudyPage(page(all, from, pageSize), next(all.size(), from, pageSize), all.size());
        });
    }

    @Override
    public Optional<List<AttemptRow>> attempts(String name, int most) {
        return locked(() -> row(name).map(row -> List.<AttemptRow>of()));
    }

    @Override
    public Optional<Map<Integer, SeriesView>> curves(String name, String metric) {
        return locked(() -> row(name).map(row -> Map.<Integer, SeriesView>of()));
    }

    @Override
    public void nodeTime(long fromMillis, long toMillis, long nowMillis, Consumer<NodeTimeRow> taker) {
        // nothing here ever ran on a node
    }

    @Override
    public Optional<StudyView> study(String name, boolean full) {
        return locked(() -> row(name).map(row -> view(row, full)));
    }

    private StudyView view(Row row, boolean full) {
        JsonNode spec = full ? Json.tree(Map.of("study", row.name)) : null;
        return new StudyView(
                "studies/" + row.name,
                row.name,
                row.uid,
                row.state,
                row.reason,
                row.spec.description(),
                row.spec.labels(),
                row.spec.objectives().stream()
                        .map(o -> new ObjectiveView(o.metric(), o.goal().name(), null))
                        .toList(),
                counts(row),
                row.spec.maxTrials().isPresent() ? row.spec.maxTrials().getAsInt() : null,
                row.spec.parallelism().isPresent() ? row.spec.parallelism().getAsInt() : null,
                bestOf(row),
                row.created,
                row.state.ended() ? row.created.plusSeconds(60) : null,
                "",
                GENERATION + "." + row.seq,
                spec);
    }

    private static Counts counts(Row row) {
        Map<TrialState, Integer> by = new EnumMap<>(TrialState.class);
        row.trials.values().forEach(trial -> by.merge(trial.state, 1, Integer::sum));
        return Counts.of(by);
    }

    private static Stream<TrialRow> ranked(Row row) {
        String metric = row.spec.objective().metric();
        return row.trials.values().stream()
                .filter(t -> t.state.succeeded() && t.metrics.containsKey(metric))
                .sorted(Comparator.comparingDouble(t -> t.metrics.get(metric)));
    }

    private static @Nullable BestView bestOf(Row row) {
        return ranked(row)
                .findFirst()
                .map(t -> new BestView(t.number, t.metrics, -1, t.parameters))
                .orElse(null);
    }

    @Override
    public Optional<String> submittedText(String name) {
        return locked(() -> row(name).map(row -> row.text));
    }

    @Override
    public Optional<org.attune.tuner.spec.StudySpec> spec(String name) {
        return locked(() -> row(name).map(row -> row.spec));
    }

    @Override
    public Optional<String> filesDigest(String name) {
        return locked(() -> row(name).map(row -> ""));
    }

    private static TrialView view(Row row, TrialRow trial) {
        boolean ended = trial.state.ended();
        AttemptView attempt = new AttemptView(
                1,
                ended ? AttemptState.SUCCEEDED : AttemptState.RUNNING,
                "",
                List.of(),
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                List.of(),
                List.of(),
                row.created,
                row.created,
                ended ? row.created.plusSeconds(1) : null);
        Map<String, Double> metrics = new LinkedHashMap<>(trial.metrics);
        trial.points.forEach(p -> metrics.putIfAbsent(p.metric(), p.value()));
        return new TrialView(
                "studies/" + row.name + "/trials/" + trial.number,
                row.name,
                trial.number,
                trial.state,
                trial.parameters,
                metrics,
                trial.points.isEmpty()
                        ? null
                        : trial.points.get(trial.points.size() - 1).step(),
                "client",
                trial.state == TrialState.FAILED ? FailureKind.USER_CODE : null,
                trial.reason,
                row.created,
                row.created,
                ended ? row.created.plusSeconds(1) : null,
                ended ? 1.0 : null,
                List.of(attempt),
                ended ? null : row.created.plusSeconds(600),
                trial.client.isEmpty() ? null : trial.client,
                GENERATION + "." + trial.seq);
    }

    @Override
    public Optional<TrialPage> trials(
            String name, Set<TrialState> states, TrialOrder order, int pageSize, @Nullable String pageToken) {
        return locked(() -> row(name).map(row -> {
            Stream<TrialRow> all = row.trials.values().stream();
            if (order == TrialOrder.NUMBER_DESCENDING) {
                all = row.trials.descendingMap().values().stream();
            }
            List<TrialView> views = all.filter(t -> states.isEmpty() || states.contains(t.state))
                    .map(t -> view(row, t))
                    .toList();
            int from = offset(pageToken);
            return new TrialPage(page(views, from, pageSize), next(views.size(), from, pageSize), views.size());
        }));
    }

    @Override
    public Optional<TrialTable> table(String name) {
        return locked(() -> row(name).map(row -> {
            String metric = row.spec.objective().metric();
            List<org.attune.tuner.store.view.TrialRow> rows = row.trials.values().stream()
                    .map(trial -> {
                        TrialView view = view(row, trial);
                        return new org.attune.tuner.store.view.TrialRow(
                                view.number(),
                                view.state(),
                                view.parameters(),
                                view.metrics(),
                                view.metrics().get(metric),
                                view.step(),
                                view.origin(),
                                view.failure(),
                                view.reason(),
                                view.createTime(),
                                view.startTime(),
                                view.endTime(),
                                view.durationSeconds(),
                                view.clientId(),
                                trial.seq);
                    })
                    .toList();
            return new TrialTable(name, metric, true, List.of("x"), new Cursor(GENERATION, studies.seq), rows);
        }));
    }

    @Override
    public Optional<List<TrialView>> trials(String name, List<Integer> numbers) {
        return locked(() -> row(name)
                .map(row -> numbers.stream()
                        .filter(row.trials::containsKey)
                        .map(n -> view(row, row.trials.get(n)))
                        .toList()));
    }

    @Override
    public Optional<TrialView> trial(String name, int number) {
        return locked(() -> row(name)
                .flatMap(row -> Optional.ofNullable(row.trials.get(number)).map(trial -> view(row, trial))));
    }

    @Override
    public Optional<List<TrialView>> best(String name, int count) {
        return locked(() -> row(name)
                .map(row -> ranked(row).limit(count).map(t -> view(row, t)).toList()));
    }

    @Override
    public Optional<List<SeriesView>> series(String name, int trial, Set<String> metrics) {
        return locked(() -> row(name)
                .flatMap(row -> Optional.ofNullable(row.trials.get(trial)).map(t -> {
                    Map<String, List<MetricPoint>> by = new LinkedHashMap<>();
                    t.points.stream()
                            .filter(p -> metrics.isEmpty() || metrics.contains(p.metric()))
                            .forEach(p -> by.computeIfAbsent(p.metric(), m -> new java.util.ArrayList<>())
                                    .add(p));
                    return by.entrySet().stream()
                            .map(e -> new SeriesView(
                                    e.getKey(),
                                    e.getValue().stream().map(MetricPoint::step).toList(),
                                    e.getValue().stream()
                                            .map(p -> Instant.ofEpochMilli(p.timeMillis()))
                                            .toList(),
                                    e.getValue().stream()
                                            .map(MetricPoint::value)
                                            .toList()))
                            .toList();
                })));
    }

    @Override
    public Optional<EventPage> events(String name, @Nullable Integer trial, int pageSize, @Nullable String pageToken) {
        return locked(() -> row(name).map(row -> {
            EventView event = new EventView(trial, trial == null ? "CREATED" : "STARTED", "it began", row.created);
            return new EventPage(List.of(event), null);
        }));
    }

    @Override
    public Optional<SummaryView> summary(String name) {
        return locked(() -> row(name)
                .map(row -> new SummaryView(
                        row.name,
                        row.state,
                        row.reason,
                        counts(row),
                        row.spec.maxTrials().isPresent() ? row.spec.maxTrials().getAsInt() : null,
                        bestOf(row),
                        Map.of(),
                        0,
                        row.created,
                        row.state.ended() ? row.created.plusSeconds(60) : null,
                        GENERATION + "." + row.seq)));
    }

    @Override
    public ChangesView changesSince(long seq) {
        return locked(() -> {
            List<ChangesView.ChangedTrial> trials = studies.rows.values().stream()
                    .flatMap(row -> row.trials.values().stream()
                            .filter(t -> t.seq > seq)
                            .map(t -> new ChangesView.ChangedTrial(row.name, t.number)))
                    .toList();
            List<String> names = studies.rows.values().stream()
                    .filter(row -> row.seq > seq)
                    .map(row -> row.name)
                    .toList();
            return new ChangesView(names, trials, GENERATION + "." + studies.seq, false);
        });
    }

    @Override
    public org.attune.tuner.store.view.Totals totals() {
        return locked(() -> new org.attune.tuner.store.view.Totals(
                studies.seq, Map.of("ACTIVE", (long) studies.rows.size()), Map.of()));
    }

    @Override
    public Cursor cursor() {
        return locked(() -> new Cursor(GENERATION, studies.seq));
    }

    @Override
    public void close() {}
}
