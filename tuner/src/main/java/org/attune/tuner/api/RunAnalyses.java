package org.attune.tuner.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.attune.cluster.gang.RankPlace;
import org.attune.search.stopping.Rungs;
import org.attune.search.stopping.StoppingRules;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.Outcome;
import org.attune.tuner.spec.ParameterSpec;
import org.attune.tuner.spec.StudySpec;
import org.attune.tuner.store.view.AttemptRow;
import org.attune.tuner.store.view.SeriesView;
import org.attune.tuner.store.view.TrialRow;
import org.jspecify.annotations.Nullable;

/** The analyses of how trials ran and how they stand to each other, as JSON. */
final class RunAnalyses {

    private static final int NAMED_TRIALS = 50;

    private RunAnalyses() {}

    /** Each ended trial's parameters, and its rank among all: 0 is the best, 1 the worst; equal values share the mean. */
    static ObjectNode rank(AnalysedStudy study) {
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < study.records().size(); i++) {
            Outcome outcome = study.records().get(i).outcome();
            if ((outcome == Outcome.SUCCEEDED || outcome == Outcome.PRUNED)
                    && !study.records().get(i).objectives().isEmpty()
                    && !Double.isNaN(study.records().get(i).objectives().get(0))) {
                indices.add(i);
            }
        }
        double sign = study.goal() == Goal.MAXIMIZE ? -1 : 1;
        Comparator<Integer> byCost = Comparator.comparingDouble(i -> sign * value(study, i));
        indices.sort(byCost);
        ObjectNode body = Json.object();
        body.put("metric", study.spec().objective().metric());
        ArrayNode numbers = body.putArray("number");
        ArrayNode values = body.putArray("value");
        ArrayNode ranks = body.putArray("rank");
        ObjectNode params = body.putObject("params");
        study.spec().parameters().forEach(parameter -> params.putArray(parameter.name()));
        int last = Math.max(1, indices.size() - 1);
        for (int first = 0; first < indices.size(); ) {
            int end = first;
            while (end < indices.size() && byCost.compare(indices.get(first), indices.get(end)) == 0) {
                end++;
            }
            for (int at = first; at < end; at++) {
                TrialRow row = study.rows().get(indices.get(at));
                numbers.add(row.number());
                Analyses.add(values, value(study, indices.get(at)));
                ranks.add((first + end - 1) / 2.0 / last);
                for (ParameterSpec parameter : study.spec().parameters()) {
                    Object value = row.parameters().get(parameter.name());
                    ArrayNode column = params.withArray(parameter.name());
                    if (value == null) {
                        column.addNull(); // of a branch that was not taken
                    } else {
                        column.add(Json.tree(value));
                    }
                }
            }
            first = end;
        }
        return body;
    }

    private static double value(AnalysedStudy study, int index) {
        return study.records().get(index).objectives().get(0);
    }

    /** When each attempt waited and ran, and on what. */
    static ObjectNode timeline(List<AttemptRow> attempts, int most) {
        ObjectNode body = Json.object();
        body.put("truncated", attempts.size() == most);
        ArrayNode list = body.putArray("attempts");
        for (AttemptRow attempt : attempts) {
            ObjectNode one = list.addObject()
                    .put("trial", attempt.trial())
                    .put("attempt", attempt.number())
                    .put("state", attempt.state().name())
                    .put(
                            "createTime",
                            Instant.ofEpochMilli(attempt.createdMillis()).toString());
            if (attempt.startedMillis() > 0) {
                one.put(
                        "startTime",
                        Instant.ofEpochMilli(attempt.startedMillis()).toString());
            }
            if (attempt.endedMillis() > 0) {
                one.put("endTime", Instant.ofEpochMilli(attempt.endedMillis()).toString());
            }
            ArrayNode places = one.putArray("places");
            for (RankPlace place : attempt.places()) {
                ObjectNode at = places.addObject().put("rank", place.rank()).put("node", place.node());
                ArrayNode devices = at.putArray("devices");
                place.devices().forEach(devices::add);
            }
        }
        return body;
    }

    /** The ladder of the study's early stopping; empty when it has none. */
    static Optional<Rungs> ladder(StudySpec spec) {
        return spec.earlyStopping()
                .filter(stopping ->
                        stopping.type().equals("asha") || stopping.type().equals("hyperband"))
                .map(stopping -> StoppingRules.create(
                                stopping.type(),
                                stopping.options(),
                                spec.objective().goal())
                        .rungs());
    }

    /**
     * How many trials reached each rung, with which values, and how many went on from there. A rung that no trial has
     * reached ends the ladder.
     */
    static ObjectNode rungs(
            StudySpec spec, Rungs ladder, Map<Integer, SeriesView> curves, Map<Integer, TrialRow> rows) {
        ObjectNode body = Json.object();
        body.put("metric", spec.objective().metric());
        body.put("eta", ladder.eta());
        ArrayNode rungs = body.putArray("rungs");
        for (int rung = 0; rung < ladder.size(); rung++) {
            long level = ladder.level(rung);
            long next = rung == ladder.top() ? Long.MAX_VALUE : ladder.level(rung + 1);
            ObjectNode one = Json.object().put("step", level);
            ArrayNode numbers = one.putArray("number");
            ArrayNode values = one.putArray("value");
            int reached = 0;
            int promoted = 0;
            int stopped = 0;
            for (Map.Entry<Integer, SeriesView> each : curves.entrySet()) {
                Double at = at(each.getValue(), level);
                if (at == null) {
                    continue;
                }
                reached++;
                long last = lastStep(each.getValue());
                TrialRow row = rows.get(each.getKey());
                promoted += last >= next ? 1 : 0;
                stopped += last < next && row != null && row.state().name().equals("PRUNED") ? 1 : 0;
                if (reached <= NAMED_TRIALS) {
                    numbers.add(each.getKey());
                    Analyses.add(values, at);
                }
            }
            if (reached == 0 && rung > 0) {
                break;
            }
            one.put("reached", reached).put("wentOn", promoted).put("stopped", stopped);
            rungs.add(one);
        }
        return body;
    }

    /** The value with which a trial is judged at a rung: the first one at that step or after it. */
    private static @Nullable Double at(SeriesView series, long step) {
        for (int i = 0; i < series.step().size(); i++) {
            if (series.step().get(i) >= step) {
                return series.value().get(i);
            }
        }
        return null;
    }

    private static long lastStep(SeriesView series) {
        return series.step().get(series.step().size() - 1);
    }
}
