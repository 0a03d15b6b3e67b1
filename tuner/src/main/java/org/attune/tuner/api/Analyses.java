package org.attune.tuner.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.attune.runner.worker.FailureKind;
import org.attune.search.analysis.Contour;
import org.attune.search.analysis.Distribution;
import org.attune.search.analysis.Hypervolume;
import org.attune.search.analysis.Importance;
import org.attune.search.analysis.ImprovementLeft;
import org.attune.search.analysis.Interaction;
import org.attune.search.analysis.Pareto;
import org.attune.search.analysis.ResponseForest;
import org.attune.search.analysis.Slice;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.TrialRecord;
import org.attune.tuner.store.view.TrialRow;
import org.jspecify.annotations.Nullable;

/** The analyses as JSON. What is not finite is a text, as everywhere. */
final class Analyses {

    private static final int BINS = 30;
    private static final int SLICES = 10;
    private static final int INTERACTIONS = 8;
    private static final int NAMED_TRIALS = 20;
    private static final int DEFAULT_HORIZON = 100;

    private Analyses() {}

    /** Each trial's value and the best so far, in the order of the ends. */
    static ObjectNode history(AnalysedStudy study) {
        ObjectNode body = Json.object();
        ArrayNode numbers = body.putArray("number");
        ArrayNode values = body.putArray("value");
        ArrayNode best = body.putArray("best");
        double sign = study.goal() == Goal.MAXIMIZE ? -1 : 1;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < study.records().size(); i++) {
            TrialRecord record = study.records().get(i);
            TrialRow row = study.rows().get(i);
            if (!row.state().succeeded() || record.objectives().isEmpty()) {
                continue;
            }
            double value = record.objectives().get(0);
            if (sign * value < least) {
                least = sign * value;
            }
            numbers.add(row.number());
            add(values, value);
            add(best, Double.isInfinite(least) && least > 0 ? Double.NaN : sign * least);
        }
        body.put("metric", study.spec().objective().metric());
        return body;
    }

    static ObjectNode durations(AnalysedStudy study) {
        double[] seconds = study.rows().stream()
                .map(TrialRow::durationSeconds)
                .filter(s -> s != null)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        ObjectNode body = Json.object();
        ArrayNode from = body.putArray("from");
        ArrayNode to = body.putArray("to");
        ArrayNode count = body.putArray("count");
        if (seconds.length > 0) {
            double low = seconds[0];
            double high = seconds[seconds.length - 1];
            int bins = high > low ? BINS : 1;
            int[] counts = new int[bins];
            for (double s : seconds) {
                counts[high > low ? (int) Math.min(bins - 1L, (long) ((s - low) / (high - low) * bins)) : 0]++;
            }
            for (int i = 0; i < bins; i++) {
                from.add(low + (high - low) * i / bins);
                to.add(low + (high - low) * (i + 1) / bins);
                count.add(counts[i]);
            }
            body.put("median", seconds[seconds.length / 2]);
            body.put("p95", seconds[(int) Math.min(seconds.length - 1L, Math.round(seconds.length * 0.95))]);
            body.put("sum", Arrays.stream(seconds).sum());
        }
        return body;
    }

    /** Failed trials by kind, and where in the space they are: a share of each value of a parameter with few values. */
    static ObjectNode failures(AnalysedStudy study) {
        Map<FailureKind, List<TrialRow>> byKind = new TreeMap<>();
        for (TrialRow row : study.rows()) {
            if (row.failure() != null && !row.state().succeeded()) {
                byKind.computeIfAbsent(row.failure(), kind -> new ArrayList<>()).add(row);
            }
        }
        ObjectNode body = Json.object();
        ArrayNode kinds = body.putArray("kinds");
        byKind.forEach((kind, rows) -> {
            ObjectNode one = kinds.addObject()
                    .put("kind", kind.name())
                    .put("count", rows.size())
                    .put("reason", rows.get(rows.size() - 1).reason());
            ArrayNode numbers = one.putArray("trials");
            rows.stream().limit(NAMED_TRIALS).forEach(row -> numbers.add(row.number()));
        });
        ArrayNode parameters = body.putArray("parameters");
        study.spec().parameters().forEach(parameter -> byValue(parameters, parameter.name(), study.rows()));
        return body;
    }

    private static void byValue(ArrayNode parameters, String name, List<TrialRow> rows) {
        Map<String, int[]> counts = new LinkedHashMap<>();
        for (TrialRow row : rows) {
            Object value = row.parameters().get(name);
            if (value != null) {
                int[] of = counts.computeIfAbsent(value.toString(), v -> new int[2]);
                of[0]++;
                of[1] += row.failure() != null && !row.state().succeeded() ? 1 : 0;
            }
            if (counts.size() > BINS) {
                return;
            }
        }
        if (counts.size() < 2) {
            return;
        }
        ObjectNode one = parameters.addObject().put("name", name);
        ArrayNode values = one.putArray("values");
        counts.forEach((value, of) ->
                values.addObject().put("value", value).put("trials", of[0]).put("failed", of[1]));
    }

    static ObjectNode edf(AnalysedStudy study, int most) {
        ObjectNode body = Json.object();
        body.put("metric", study.spec().objective().metric());
        steps(body, Distribution.of(study.values(), most));
        return body;
    }

    static void steps(ObjectNode body, Distribution distribution) {
        ArrayNode values = body.putArray("value");
        ArrayNode shares = body.putArray("share");
        for (Distribution.Step step : distribution.steps()) {
            add(values, step.value());
            add(shares, step.share());
        }
    }

    static ObjectNode pareto(AnalysedStudy study) {
        requireSeveral(study);
        ObjectNode body = Json.object();
        ArrayNode metrics = body.putArray("metrics");
        study.spec().objectives().forEach(objective -> metrics.add(objective.metric()));
        ArrayNode front = body.putArray("front");
        for (int index : Pareto.front(Pareto.minimised(study.records(), study.goals()))) {
            ObjectNode one =
                    front.addObject().put("number", study.rows().get(index).number());
            ArrayNode values = one.putArray("values");
            study.records().get(index).objectives().forEach(value -> add(values, value));
        }
        return body;
    }

    static ObjectNode hypervolume(AnalysedStudy study, int most) {
        requireSeveral(study);
        double[][] points = Pareto.minimised(study.records(), study.goals());
        double[] reference = Hypervolume.referenceFor(points, study.goals().size());
        ObjectNode body = Json.object();
        ArrayNode trials = body.putArray("ended");
        ArrayNode volumes = body.putArray("volume");
        boolean exact = true;
        for (Hypervolume.Reached reached : Hypervolume.history(points, reference, most)) {
            trials.add(reached.trials());
            add(volumes, reached.volume().value());
            exact &= reached.volume().exact();
        }
        ArrayNode at = body.putArray("reference");
        for (int j = 0; j < reference.length; j++) {
            add(at, study.goals().get(j) == Goal.MAXIMIZE ? -reference[j] : reference[j]);
        }
        body.put("approximate", !exact);
        return body;
    }

    private static void requireSeveral(AnalysedStudy study) {
        if (study.goals().size() < 2) {
            throw new RequestProblem(ProblemCode.NOT_APPLICABLE, "the study has one objective; this is for several");
        }
    }

    /** @param horizon trials ahead; 0 for those that the budget leaves */
    static ObjectNode terminator(AnalysedStudy study, int horizon) {
        int left = study.spec().maxTrials().orElse(0) - study.records().size();
        int ahead = horizon > 0 ? horizon : left > 0 ? left : DEFAULT_HORIZON;
        ImprovementLeft found = ImprovementLeft.of(study.records(), 0, study.goal(), ahead)
                .orElseThrow(() -> new RequestProblem(
                        ProblemCode.NOT_APPLICABLE,
                        "too little is known: at least eight trials with a result are needed"));
        ObjectNode body = Json.object();
        body.put("judged", found.trials());
        body.put("horizon", found.horizon());
        body.put("lastImprovement", found.lastImprovement());
        number(body, "expected", found.expected());
        number(body, "upper", found.upper());
        if (found.noise().isPresent()) {
            number(body, "noise", found.noise().getAsDouble());
        }
        return body;
    }

    static ObjectNode importance(ResponseForest forest) {
        ObjectNode body = Json.object();
        number(body, "quality", forest.quality());
        body.put("learntFrom", forest.trials());
        ArrayNode parameters = body.putArray("importance");
        for (Importance each : forest.importances()) {
            ObjectNode one = parameters.addObject().put("parameter", each.parameter());
            number(one, "main", each.main());
            number(one, "total", each.total());
            number(one, "permutation", each.permutation());
        }
        ArrayNode pairs = body.putArray("interactions");
        for (Interaction each : forest.interactions(INTERACTIONS)) {
            ObjectNode one = pairs.addObject().put("first", each.first()).put("second", each.second());
            number(one, "share", each.share());
        }
        return body;
    }

    static ObjectNode slices(ResponseForest forest, @Nullable String named) {
        List<String> names = named == null || named.isBlank()
                ? forest.importances().stream()
                        .limit(SLICES)
                        .map(Importance::parameter)
                        .toList()
                : List.of(named.split(",", SLICES + 1));
        ObjectNode body = Json.object();
        ArrayNode slices = body.putArray("slices");
        for (String name : names.subList(0, Math.min(names.size(), SLICES))) {
            known(forest, "params", name.strip());
            Slice slice = forest.slice(name.strip());
            ObjectNode one = slices.addObject().put("parameter", slice.parameter());
            ArrayNode values = one.putArray("value");
            ArrayNode means = one.putArray("mean");
            ArrayNode deviations = one.putArray("deviation");
            for (Slice.Point point : slice.points()) {
                values.addPOJO(point.value());
                add(means, point.mean());
                add(deviations, point.deviation());
            }
        }
        return body;
    }

    static ObjectNode contour(ResponseForest forest, @Nullable String x, @Nullable String y) {
        List<String> names =
                forest.importances().stream().map(Importance::parameter).toList();
        if (names.size() < 2) {
            throw new RequestProblem(ProblemCode.NOT_APPLICABLE, "fewer than two parameters vary");
        }
        String across = x == null ? names.get(0) : x;
        String up = y == null
                ? names.stream()
                        .filter(name -> !name.equals(across))
                        .findFirst()
                        .orElseThrow()
                : y;
        known(forest, "x", across);
        known(forest, "y", up);
        if (across.equals(up)) {
            throw Call.badQuery("y", up, "another parameter than x");
        }
        Contour contour = forest.contour(across, up);
        ObjectNode body = Json.object();
        body.put("x", contour.x());
        body.put("y", contour.y());
        ArrayNode xs = body.putArray("xValues");
        contour.xValues().forEach(xs::addPOJO);
        ArrayNode ys = body.putArray("yValues");
        contour.yValues().forEach(ys::addPOJO);
        ArrayNode means = body.putArray("means");
        for (List<Double> row : contour.means()) {
            ArrayNode line = means.addArray();
            row.forEach(value -> add(line, value));
        }
        return body;
    }

    private static void known(ResponseForest forest, String query, String name) {
        List<String> names =
                forest.importances().stream().map(Importance::parameter).toList();
        if (!names.contains(name)) {
            throw Call.badQuery(query, name, "parameters that vary: " + String.join(", ", names));
        }
    }

    private static void number(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.put(name, Double.toString(value));
        }
    }

    static void add(ArrayNode list, double value) {
        if (Double.isFinite(value)) {
            list.add(value);
        } else {
            list.add(Double.toString(value));
        }
    }
}
