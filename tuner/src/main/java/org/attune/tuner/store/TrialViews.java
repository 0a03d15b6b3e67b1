package org.attune.tuner.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.MetricPoint;
import org.attune.search.analysis.Pareto;
import org.attune.search.strategy.Goal;
import org.attune.tuner.spec.ObjectiveSpec;
import org.attune.tuner.store.view.AttemptView;
import org.attune.tuner.store.view.TrialRow;
import org.attune.tuner.store.view.TrialView;
import org.attune.tuner.study.Trial;
import org.attune.tuner.study.TrialState;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Trials of one study as they are shown, read within one transaction. */
final class TrialViews {

    /** Of how many of a running trial's newest batches its latest values are taken. */
    private static final int LATEST_BATCHES = 20;

    /** The state that readers see: PLACING and STARTING come from the live attempt. */
    private static final String SHOWN = """
            CASE WHEN t.state = 'QUEUED' AND a.state = 'PREPARING' THEN 'PLACING'
                 WHEN t.state = 'QUEUED' AND a.state = 'CLAIMED' THEN 'STARTING' ELSE t.state END""";

    private static final String TABLES =
            " FROM trial t LEFT JOIN attempt a ON a.study = t.study AND a.trial = t.number AND a.live ";

    private static final String TRIAL = "SELECT t.number, " + SHOWN
            + " AS state, t.parameters, t.origin, t.history, t.client_id, t.lease_ms, t.lease_until_ms, t.metrics,"
            + " t.step, t.failure, t.reason, t.score, t.created_ms, t.started_ms, t.ended_ms, t.seq";

    private static final String COLUMNS = TRIAL + TABLES;

    private static final String ONE = TRIAL + """
            , s.uid, (SELECT generation FROM control WHERE name = 'control') AS generation,
              EXISTS (SELECT 1 FROM observation o WHERE o.study = t.study AND o.trial = t.number) AS observed
            FROM study s JOIN trial t ON t.study = s.uid
            LEFT JOIN attempt a ON a.study = t.study AND a.trial = t.number AND a.live
            WHERE s.name = ? AND t.number = ?
            """;

    private static final String ATTEMPTS = """
            SELECT number, state, runner, claim, outcome, created_ms, started_ms, ended_ms
            FROM attempt WHERE study = ? AND trial = ? ORDER BY number
            """;

    /**
     * A row of a trial.
     *
     * @param trial without its attempts
     * @param key what it is ordered by, as bits
     */
    record Row(Trial trial, long key, long seq) {
        PageToken token() {
            return new PageToken(key, Integer.toString(trial.number()));
        }
    }

    private final Handle handle;
    private final String name;
    private final String uid;

    TrialViews(Handle handle, String name, String uid) {
        this.handle = handle;
        this.name = name;
        this.uid = uid;
    }

    List<Row> page(Set<TrialState> states, StudyQueries.TrialOrder order, Optional<PageToken> after, int limit) {
        String place = "";
        String by = "";
        switch (order) {
            case NUMBER -> {
                place = after.isEmpty() ? "" : " AND t.number > :number";
                by = " ORDER BY t.number";
            }
            case NUMBER_DESCENDING -> {
                place = after.isEmpty() ? "" : " AND t.number < :number";
                by = " ORDER BY t.number DESC";
            }
            case OBJECTIVE -> {
                place = after.isEmpty() ? "" : " AND t.score >= :score AND (t.score > :score OR t.number > :number)";
                by = " ORDER BY t.score, t.number";
            }
        }
        Query query = handle.createQuery(
                COLUMNS + "WHERE t.study = :uid" + filter(states) + place + by + " FETCH FIRST :limit ROWS ONLY");
        bindFilter(query, states);
        if (after.isPresent()) {
            query.bind("number", number(after.get()));
            if (order == StudyQueries.TrialOrder.OBJECTIVE) {
                query.bind("score", Double.longBitsToDouble(after.get().key()));
            }
        }
        return rows(query.bind("uid", uid).bind("limit", limit));
    }

    /** Everything that changed after a commit, by number. */
    List<TrialRow> changedSince(long seq, String objective) {
        List<TrialRow> changed = new ArrayList<>();
        try (PreparedStatement sql = handle.getConnection()
                .prepareStatement(COLUMNS + "WHERE t.study = ? AND t.seq > ? ORDER BY t.number")) {
            sql.setString(1, uid);
            sql.setLong(2, seq);
            try (ResultSet row = sql.executeQuery()) {
                while (row.next()) {
                    changed.add(tableRow(row(row), objective));
                }
            }
        } catch (SQLException e) {
            throw new StoreBusy("the store cannot be read just now: " + e.getMessage());
        }
        return changed;
    }

    private TrialRow tableRow(Row row, String objective) {
        Trial trial = row.trial();
        Shown shown = shown(trial, true);
        boolean timed = trial.endedMillis() > 0 && trial.startedMillis() > 0;
        return new TrialRow(
                trial.number(),
                trial.state(),
                trial.parameters(),
                shown.metrics(),
                shown.metrics().get(objective),
                shown.step() < 0 ? null : shown.step(),
                trial.origin(),
                trial.result().failure() == FailureKind.NONE
                        ? null
                        : trial.result().failure(),
                trial.result().reason(),
                time(trial.createdMillis()),
                timeOrNull(trial.startedMillis()),
                timeOrNull(trial.endedMillis()),
                timed ? (trial.endedMillis() - trial.startedMillis()) / 1000.0 : null,
                trial.lease() == null || trial.lease().clientId().isEmpty()
                        ? null
                        : trial.lease().clientId(),
                row.seq());
    }

    /** These trials, in this order; those that do not exist are left out. */
    List<Row> numbered(List<Integer> numbers) {
        if (numbers.isEmpty()) {
            return List.of();
        }
        Map<Integer, Row> found = new HashMap<>();
        rows(handle.createQuery(COLUMNS + "WHERE t.study = :uid AND t.number IN (<numbers>)")
                        .bind("uid", uid)
                        .bindList("numbers", numbers))
                .forEach(row -> found.put(row.trial().number(), row));
        return numbers.stream().map(found::get).filter(Objects::nonNull).toList();
    }

    long count(Set<TrialState> states) {
        Query query = handle.createQuery("SELECT COUNT(*)" + TABLES + "WHERE t.study = :uid" + filter(states));
        bindFilter(query, states);
        return query.bind("uid", uid).mapTo(Long.class).one();
    }

    /**
     * Best first. Results that are not a number come after all others; both databases order NaN above infinity. The
     * numbers are taken from the index alone, in its order: with the join in the same query every trial would be sorted.
     */
    List<Row> best(int count) {
        List<Integer> numbers = new ArrayList<>(
                bestNumbers("score <= :infinity ORDER BY study, score, number FETCH FIRST :limit ROWS ONLY", count));
        if (numbers.size() < count) {
            numbers.addAll(bestNumbers(
                    "score > :infinity AND state IN ('SUCCEEDED', 'PRUNED') ORDER BY number FETCH FIRST :limit ROWS ONLY",
                    count - numbers.size()));
        }
        return numbered(numbers);
    }

    /** The objectives of the study. */
    List<ObjectiveSpec> objectives() {
        return handle.createQuery("SELECT spec FROM study_spec WHERE study = :uid")
                .bind("uid", uid)
                .map((row, context) -> RowJson.spec(row.getString(1)).objectives())
                .one();
    }

    /**
     * The trials that succeeded and that no other is as good as in every objective and better in one, by the first
     * objective. Reads the metrics of all that succeeded.
     */
    List<Row> front(List<ObjectiveSpec> objectives, int count) {
        List<Integer> numbers = new ArrayList<>();
        List<double[]> points = new ArrayList<>();
        handle.createQuery(
                        "SELECT number, metrics FROM trial WHERE study = :uid AND state = 'SUCCEEDED' ORDER BY number")
                .bind("uid", uid)
                .map((row, context) -> {
                    Map<String, Double> metrics = RowJson.metrics(row.getString("metrics"));
                    points.add(objectives.stream()
                            .mapToDouble(objective -> metrics.getOrDefault(objective.metric(), Double.NaN)
                                    * (objective.goal() == Goal.MAXIMIZE ? -1 : 1))
                            .toArray());
                    return numbers.add(row.getInt("number"));
                })
                .list();
        return numbered(Arrays.stream(Pareto.front(points.toArray(double[][]::new)))
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> points.get(i)[0]))
                .limit(count)
                .map(numbers::get)
                .toList());
    }

    private List<Integer> bestNumbers(String rest, int limit) {
        return handle.createQuery("SELECT number FROM trial WHERE study = :uid AND " + rest)
                .bind("uid", uid)
                .bind("infinity", Double.POSITIVE_INFINITY)
                .bind("limit", limit)
                .mapTo(Integer.class)
                .list();
    }

    /** One trial in two statements, prepared without Jdbi: every ask and every result over REST is answered with it. */
    static Optional<TrialView> one(Handle handle, String name, int number) {
        try (PreparedStatement sql = handle.getConnection().prepareStatement(ONE)) {
            sql.setString(1, name);
            sql.setInt(2, number);
            try (ResultSet found = sql.executeQuery()) {
                if (!found.next()) {
                    return Optional.empty();
                }
                TrialViews views = new TrialViews(handle, name, found.getString("uid"));
                return Optional.of(views.view(
                        StudyRows.trial(found, List.of()),
                        views.attempts(number),
                        found.getBoolean("observed"),
                        new Cursor(found.getString("generation"), found.getLong("seq")).toString()));
            }
        } catch (SQLException e) {
            throw new StoreBusy("the store cannot be read just now: " + e.getMessage());
        }
    }

    private List<AttemptView> attempts(int number) throws SQLException {
        List<AttemptView> attempts = new ArrayList<>(1);
        try (PreparedStatement sql = handle.getConnection().prepareStatement(ATTEMPTS)) {
            sql.setString(1, uid);
            sql.setInt(2, number);
            try (ResultSet row = sql.executeQuery()) {
                while (row.next()) {
                    attempts.add(AttemptView.of(StudyRows.attempt(row)));
                }
            }
        }
        return attempts;
    }

    List<TrialView> views(List<Row> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        String generation = SqlStudyQueries.cursor(handle).generation();
        Map<Integer, List<AttemptView>> attempts =
                attempts(rows.stream().map(row -> row.trial().number()).toList());
        List<TrialView> views = new ArrayList<>(rows.size());
        for (Row row : rows) {
            views.add(view(
                    row.trial(),
                    attempts.getOrDefault(row.trial().number(), List.of()),
                    true,
                    new Cursor(generation, row.seq()).toString()));
        }
        return Collections.unmodifiableList(views);
    }

    private TrialView view(Trial trial, List<AttemptView> attempts, boolean observed, String etag) {
        Shown shown = shown(trial, observed);
        return TrialView.of(name, trial, shown.metrics(), shown.step(), attempts, etag);
    }

    /** Final values, or the latest ones while it runs. */
    private record Shown(Map<String, Double> metrics, long step) {}

    private Shown shown(Trial trial, boolean observed) {
        Map<String, Double> metrics = trial.result().metrics();
        long step = trial.result().step();
        if (observed
                && metrics.isEmpty()
                && (trial.state() == TrialState.RUNNING || trial.state() == TrialState.STOPPING)) {
            metrics = new LinkedHashMap<>();
            for (MetricPoint point : latest(trial.number())) {
                metrics.put(point.metric(), point.value());
                step = Math.max(step, point.step());
            }
        }
        return new Shown(metrics, step);
    }

    private List<MetricPoint> latest(int trial) {
        List<MetricPoint> points = new ArrayList<>();
        handle.createQuery("""
                        SELECT points FROM observation WHERE id IN (
                          SELECT id FROM observation WHERE study = :uid AND trial = :trial
                          ORDER BY id DESC FETCH FIRST :limit ROWS ONLY)
                        ORDER BY id
                        """)
                .bind("uid", uid)
                .bind("trial", trial)
                .bind("limit", LATEST_BATCHES)
                .map((row, context) -> points.addAll(PackedPoints.unpack(row.getBytes(1))))
                .list();
        return points;
    }

    private Map<Integer, List<AttemptView>> attempts(List<Integer> numbers) {
        Map<Integer, List<AttemptView>> byTrial = new HashMap<>();
        handle.createQuery("""
                        SELECT trial, number, state, runner, claim, outcome, created_ms, started_ms, ended_ms
                        FROM attempt WHERE study = :uid AND trial IN (<numbers>) ORDER BY trial, number
                        """)
                .bind("uid", uid)
                .bindList("numbers", numbers)
                .map((row, context) -> byTrial.computeIfAbsent(row.getInt("trial"), t -> new ArrayList<>(1))
                        .add(AttemptView.of(StudyRows.attempt(row))))
                .list();
        return byTrial;
    }

    private List<Row> rows(Query query) {
        return query.map((row, context) -> row(row)).list();
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                StudyRows.trial(row, List.of()),
                Double.doubleToRawLongBits(row.getDouble("score")),
                row.getLong("seq"));
    }

    private static String filter(Set<TrialState> states) {
        if (states.isEmpty()) {
            return "";
        }
        boolean derived = states.contains(TrialState.QUEUED)
                || states.contains(TrialState.PLACING)
                || states.contains(TrialState.STARTING);
        return derived ? " AND " + SHOWN + " IN (<states>)" : " AND t.state IN (<states>)";
    }

    private static void bindFilter(Query query, Set<TrialState> states) {
        if (!states.isEmpty()) {
            query.bindList("states", states.stream().map(Enum::name).sorted().toList());
        }
    }

    private static int number(PageToken token) {
        try {
            return Integer.parseInt(token.last());
        } catch (NumberFormatException e) {
            throw new BadPageToken("pageToken is not one that was given out");
        }
    }

    static Instant time(long millis) {
        return Instant.ofEpochMilli(millis);
    }

    static @Nullable Instant timeOrNull(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }
}
