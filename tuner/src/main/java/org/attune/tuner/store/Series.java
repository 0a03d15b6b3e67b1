package org.attune.tuner.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.attune.runner.worker.MetricPoint;
import org.attune.tuner.store.view.SeriesView;
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
