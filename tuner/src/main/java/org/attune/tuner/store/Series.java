package org.attune.tuner.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.attune.cluster.gang.ClaimedGang;
import org.attune.runner.worker.MetricPoint;
import org.attune.tuner.store.view.AttemptRow;
import org.attune.tuner.store.view.SeriesView;
import org.attune.tuner.study.AttemptState;
import org.jdbi.v3.core.Handle;

/** Merges the batches of one trial into one value for each metric and step. O(points log steps). */
final class Series {

    private record Value(int attempt, double value, long timeMillis) {}

    private final Set<String> wanted;
    private final Map<String, TreeMap<Long, Value>> byMetric = new LinkedHashMap<>();

    /** @param wanted metrics; empty for all */
    Series(Set<String> wanted) {
        this.wanted = Set.copyOf(wanted);
    }

    List<SeriesView> read(Handle handle, String uid, int trial) {
        handle.createQuery("""
                        SELECT attempt, points FROM observation WHERE study = :uid AND trial = :trial ORDER BY id
                        """)
                .bind("uid", uid)
                .bind("trial", trial)
                .map((row, context) -> {
                    add(row.getInt("attempt"), PackedPoints.unpack(row.getBytes("points")));
                    return trial;
                })
                .list();
        return views();
    }

    /** The values of one metric of all trials of a study by number. */
    static Map<Integer, SeriesView> curves(Handle handle, String uid, String metric) {
        Map<Integer, Series> all = new TreeMap<>();
        handle.createQuery("SELECT trial, attempt, points FROM observation WHERE study = :uid ORDER BY trial, id")
                .bind("uid", uid)
                .map((row, context) -> {
                    all.computeIfAbsent(row.getInt("trial"), t -> new Series(Set.of(metric)))
                            .add(row.getInt("attempt"), PackedPoints.unpack(row.getBytes("points")));
                    return true;
                })
                .forEach(read -> {});
        Map<Integer, SeriesView> curves = new TreeMap<>();
        all.forEach((trial, series) -> series.views().forEach(view -> curves.put(trial, view)));
        return curves;
    }

    /** The newest attempts of a study, oldest first. */
    static List<AttemptRow> attempts(Handle handle, String uid, int most) {
        List<AttemptRow> rows = new ArrayList<>(handle.createQuery("""
                        SELECT trial, number, state, claim, created_ms, started_ms, ended_ms FROM attempt
                        WHERE study = :uid ORDER BY trial DESC, number DESC FETCH FIRST :most ROWS ONLY
                        """)
                .bind("uid", uid)
                .bind("most", most)
                .map((row, context) -> {
                    ClaimedGang claim = RowJson.claim(row.getString("claim"));
                    return new AttemptRow(
                            row.getInt("trial"),
                            row.getInt("number"),
                            AttemptState.valueOf(row.getString("state")),
                            claim == null ? List.of() : claim.places(),
                            row.getLong("created_ms"),
                            row.getLong("started_ms"),
                            row.getLong("ended_ms"));
                })
                .list());
        Collections.reverse(rows);
        return rows;
    }

    /**
     * Adds a batch, in the order of their commits. What a lost attempt reports late does not hide its successor's
     * values.
     */
    void add(int attempt, List<MetricPoint> points) {
        for (MetricPoint point : points) {
            if (wanted.isEmpty() || wanted.contains(point.metric())) {
                Value value = new Value(attempt, point.value(), point.timeMillis());
                byMetric.computeIfAbsent(point.metric(), m -> new TreeMap<>())
                        .merge(point.step(), value, (old, next) -> next.attempt() >= old.attempt() ? next : old);
            }
        }
    }

    List<SeriesView> views() {
        List<SeriesView> views = new ArrayList<>();
        byMetric.forEach((metric, values) -> {
            List<Long> steps = new ArrayList<>(values.keySet());
            List<Instant> times = new ArrayList<>(steps.size());
            List<Double> numbers = new ArrayList<>(steps.size());
            for (Value value : values.values()) {
                times.add(Instant.ofEpochMilli(value.timeMillis()));
                numbers.add(value.value());
            }
            views.add(new SeriesView(metric, steps, times, numbers));
        });
        return views;
    }
}
