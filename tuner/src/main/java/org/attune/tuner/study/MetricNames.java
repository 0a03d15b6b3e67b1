package org.attune.tuner.study;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.attune.runner.worker.MetricPoint;
import org.attune.tuner.spec.MetricsSpec;
import org.attune.tuner.spec.ObjectiveSpec;
import org.attune.tuner.spec.OutcomeConstraints;
import org.attune.tuner.spec.StudySpec;

/**
 * Which metrics of a study are stored: the declared ones, and at most {@value #FREE_MAX} others where the spec lets
 * names come as they are. Runners filter too; this holds whatever they send.
 */
final class MetricNames {

    /** Names that are not written in the spec, in one study. */
    static final int FREE_MAX = 200;

    private static final int REMEMBERED_MAX = 10_000;
    private static final int NAME_MAX = 256;

    private final Set<String> exact = new HashSet<>();
    private final List<Pattern> globs = new ArrayList<>();
    private final boolean free;
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Boolean> remembered = new LinkedHashMap<>();

    MetricNames(StudySpec spec) {
        for (ObjectiveSpec objective : spec.objectives()) {
            exact.add(objective.metric());
        }
        exact.addAll(OutcomeConstraints.of(spec).metrics());
        MetricsSpec metrics = spec.metrics();
        for (String name : metrics.collect()) {
            if (name.indexOf('*') >= 0) {
                globs.add(glob(name));
            } else {
                exact.add(name);
            }
        }
        boolean unnamed = false;
        for (MetricsSpec.MetricPattern pattern : metrics.regex()) {
            pattern.name().ifPresent(exact::add);
            unnamed |= pattern.name().isEmpty();
        }
        free = metrics.collectAll() || unnamed;
    }

    /** The points to store, in their order. */
    List<MetricPoint> wanted(List<MetricPoint> points) {
        int first = 0;
        while (first < points.size() && wants(points.get(first).metric())) {
            first++;
        }
        if (first == points.size()) {
            return points;
        }
        List<MetricPoint> kept = new ArrayList<>(points.subList(0, first));
        for (MetricPoint point : points.subList(first, points.size())) {
            if (wants(point.metric())) {
                kept.add(point);
            }
        }
        return kept;
    }

    private boolean wants(String name) {
        if (exact.contains(name) || taken.contains(name)) {
            return true;
        }
        if (name.length() > NAME_MAX) {
            return false;
        }
        Boolean known = remembered.get(name);
        if (known == null) {
            known = globs.stream().anyMatch(glob -> glob.matcher(name).matches());
            if (remembered.size() < REMEMBERED_MAX) {
                remembered.put(name, known);
            }
        }
        if (known || !free || taken.size() >= FREE_MAX) {
            return known;
        }
        taken.add(name);
        return true;
    }

    /** {@code *} stays between slashes, {@code **} crosses them. */
    private static Pattern glob(String text) {
        StringBuilder regex = new StringBuilder();
        int from = 0;
        for (int star = text.indexOf('*'); star >= 0; star = text.indexOf('*', from)) {
            regex.append(Pattern.quote(text.substring(from, star)));
            boolean crossing = text.startsWith("**", star);
            regex.append(crossing ? ".*" : "[^/]*");
            from = star + (crossing ? 2 : 1);
        }
        return Pattern.compile(regex.append(Pattern.quote(text.substring(from))).toString());
    }
}
