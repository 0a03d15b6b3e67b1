package org.attune.tuner.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.attune.runner.worker.MetricPoint;
import org.attune.tuner.spec.ObjectiveSpec;
import org.jspecify.annotations.Nullable;

/** What a live trial has reported: the curves of its objectives, and the last value of everything else. */
final class MetricTally {

    private record Last(int attempt, long step, double value) {}

    private final List<ObjectiveSpec> objectives;
    private final Curve[] curves;
    private final Map<String, Last> others = new LinkedHashMap<>();

    MetricTally(List<ObjectiveSpec> objectives) {
        this.objectives = objectives;
        this.curves = new Curve[objectives.size()];
        for (int i = 0; i < curves.length; i++) {
            curves[i] = new Curve();
        }
    }

    /** Takes a point; false when a later attempt has overtaken it. */
    boolean add(int attempt, MetricPoint point) {
        for (int i = 0; i < curves.length; i++) {
            if (objectives.get(i).metric().equals(point.metric())) {
                return curves[i].add(attempt, point.step(), point.value());
            }
        }
        Last last = others.get(point.metric());
        if (last == null || attempt > last.attempt() || (attempt == last.attempt() && point.step() >= last.step())) {
            others.put(point.metric(), new Last(attempt, point.step(), point.value()));
            return true;
        }
        return false;
    }

    /** The first objective without any value. */
    Optional<ObjectiveSpec> missing() {
        return missing(Map.of());
    }

    /** The first objective that has a value neither here nor among the given ones. */
    Optional<ObjectiveSpec> missing(Map<String, Double> given) {
        for (int i = 0; i < curves.length; i++) {
            ObjectiveSpec objective = objectives.get(i);
            if (curves[i].isEmpty() && !given.containsKey(objective.metric())) {
                return Optional.of(objective);
            }
        }
        return Optional.empty();
    }

    /** The first objective whose value that counts is NaN, given values before reported ones. */
    Optional<ObjectiveSpec> notANumber(Map<String, Double> given) {
        Map<String, Double> all = values(given);
        for (ObjectiveSpec objective : objectives) {
            Double value = all.get(objective.metric());
            if (value != null && Double.isNaN(value)) {
                return Optional.of(objective);
            }
        }
        return Optional.empty();
    }

    /** The values that count, objectives first; given ones take the place of reported ones. */
    Map<String, Double> values(Map<String, Double> given) {
        Map<String, Double> all = new LinkedHashMap<>();
        for (int i = 0; i < curves.length; i++) {
            ObjectiveSpec objective = objectives.get(i);
            @Nullable Double value = given.get(objective.metric());
            if (value != null) {
                all.put(objective.metric(), value);
            } else if (!curves[i].isEmpty()) {
                all.put(objective.metric(), curves[i].taken(objective.take(), objective.goal()));
            }
        }
        others.forEach((name, last) -> all.put(name, last.value()));
        all.putAll(given);
        return all;
    }

    /** The step of the first objective's value that counts; -1 when there is none. */
    long step() {
        ObjectiveSpec objective = objectives.get(0);
        return curves[0].stepOf(curves[0].taken(objective.take(), objective.goal()));
    }
}
