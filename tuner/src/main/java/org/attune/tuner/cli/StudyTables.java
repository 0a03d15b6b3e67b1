package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Studies and trials as tables. Pure functions of the REST bodies. */
final class StudyTables {

    private static final int PARAMETER_COLUMNS_MAX = 12;

    private StudyTables() {}

    static Table studies(Iterable<JsonNode> studies, Style style, boolean wide) {
        Table table = new Table().text("STUDY").text("STATE").number("TRIALS").number("BEST").text("METRIC");
        if (wide) {
            table.text("CREATED").text("UID").text("REASON");
        }
        for (JsonNode study : studies) {
            JsonNode counts = study.path("trials");
            String max = study.hasNonNull("maxTrials") ? "/" + study.path("maxTrials").asText() : "";
            List<String> row = new ArrayList<>();
            row.add(study.path("studyId").asText());
            row.add(style.state(study.path("state").asText()));
            row.add(ended(counts) + max);
            row.add(bestText(study, style));
            row.add(metric(study));
            if (wide) {
                row.add(study.path("createTime").asText());
                row.add(study.path("uid").asText());
                row.add(study.path("reason").asText());
            }
            table.row(row);
        }
        return table;
    }

    static Table trials(List<JsonNode> trials, String metric, int best, Style style, boolean wide) {
        Set<String> parameters = new LinkedHashSet<>();
        for (JsonNode trial : trials) {
            for (Iterator<String> names = trial.path("parameters").fieldNames(); names.hasNext(); ) {
                parameters.add(names.next());
            }
        }
        List<String> shown = new ArrayList<>(parameters);
        if (!wide && shown.size() > PARAMETER_COLUMNS_MAX) {
            shown = shown.subList(0, PARAMETER_COLUMNS_MAX);
        }
        Table table = new Table().number("TRIAL").text("STATE").number(metric).number("STEP");
        for (String parameter : shown) {
            table.number(parameter);
        }
        table.number("TOOK");
        if (wide) {
            table.text("ORIGIN").text("REASON");
        }
        for (JsonNode trial : trials) {
            List<String> row = new ArrayList<>();
            boolean isBest = trial.path("number").asInt() == best;
            row.add(trial.path("number").asText());
            row.add(style.state(trial.path("state").asText()));
            String value = Numbers.of(trial.path("metrics").get(metric));
            row.add(isBest ? style.gold(value) : value);
            row.add(trial.hasNonNull("step") ? trial.path("step").asText() : "-");
            for (String parameter : shown) {
                row.add(trial.path("parameters").has(parameter)
                        ? Numbers.of(trial.path("parameters").get(parameter))
                        : "");
            }
            row.add(trial.hasNonNull("durationSeconds")
                    ? Numbers.seconds(trial.path("durationSeconds").asDouble())
                    : "-");
            if (wide) {
                row.add(trial.path("origin").asText());
                row.add(trial.path("reason").asText());
            }
            table.row(row);
        }
        return table;
    }

    /** The first objective's metric; a summary names it only through its best trial, objectives first. */
    static String metric(JsonNode study) {
        String named = study.path("objectives").path(0).path("metric").asText();
        Iterator<String> ofBest = study.path("best").path("metrics").fieldNames();
        return named.isEmpty() && ofBest.hasNext() ? ofBest.next() : named;
    }

    static int ended(JsonNode counts) {
        return counts.path("succeeded").asInt()
                + counts.path("pruned").asInt()
                + counts.path("failed").asInt()
                + counts.path("infeasible").asInt()
                + counts.path("cancelled").asInt();
    }

    static int running(JsonNode counts) {
        return counts.path("running").asInt()
                + counts.path("starting").asInt()
                + counts.path("placing").asInt()
                + counts.path("stopping").asInt();
    }

    private static String bestText(JsonNode study, Style style) {
        JsonNode best = study.path("best");
        if (best.isMissingNode() || best.isNull()) {
            return "-";
        }
        return style.gold(Numbers.of(best.path("metrics").get(metric(study)))) + " (#" + best.path("trial").asText() + ")";
    }
}
