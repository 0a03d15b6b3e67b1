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
        Table table = new Table()
                .text("studyId", "STUDY")
                .text("state", "STATE")
                .number("trials", "TRIALS")
                .number("best", "BEST")
                .number("bestTrial", "OF TRIAL")
                .text("metric", "METRIC");
        if (wide) {
            table.number("maxTrials", "MAX")
                    .text("createTime", "CREATED")
                    .text("owner", "OWNER")
                    .text("uid", "UID")
                    .text("reason", "REASON");
        }
        for (JsonNode study : studies) {
            JsonNode counts = study.path("trials");
            String ended = Integer.toString(ended(counts));
            String max = study.hasNonNull("maxTrials")
                    ? "/" + study.path("maxTrials").asText()
                    : "";
            Cell best = Cell.of(study.path("best").path("metrics").path(metric(study)));
            List<Cell> row = new ArrayList<>();
            row.add(Cell.of(study.path("studyId").asText()));
            row.add(Cell.state(study.path("state").asText(), style));
            row.add(new Cell(ended + max, ended));
            row.add(new Cell(style.gold(best.shown()), best.exact()));
            row.add(Cell.of(study.path("best").path("trial")));
            row.add(Cell.of(metric(study)));
            if (wide) {
                row.add(Cell.of(study.path("maxTrials")));
                row.add(Cell.of(study.path("createTime")));
                row.add(Cell.of(study.path("owner").asText()));
                row.add(Cell.of(study.path("uid")));
                row.add(Cell.of(study.path("reason").asText()));
            }
            table.row(row);
        }
        return table;
    }

    /**
     * One row a trial, one column a parameter.
     *
     * @param best number of the trial to show in gold; 0 for none
     * @param wide with every parameter, and why each trial is as it is
     */
    static Table trials(List<JsonNode> trials, String metric, int best, Style style, boolean wide) {
        return trials(trials, List.of(metric), best, style, wide);
    }

    /** As {@link #trials(List, String, int, Style, boolean)}, with a column for each of several metrics. */
    static Table trials(List<JsonNode> trials, List<String> metrics, int best, Style style, boolean wide) {
        Set<String> parameters = new LinkedHashSet<>();
        for (JsonNode trial : trials) {
            trial.path("parameters").fieldNames().forEachRemaining(parameters::add);
        }
        List<String> shown = new ArrayList<>(parameters);
        if (!wide && shown.size() > PARAMETER_COLUMNS_MAX) {
            shown = shown.subList(0, PARAMETER_COLUMNS_MAX);
        }
        Table table = new Table().number("number", "TRIAL").text("state", "STATE");
        for (String metric : metrics) {
            table.number(metric, metric);
        }
        table.number("step", "STEP");
        for (String parameter : shown) {
            table.number("params." + parameter, parameter);
        }
        table.number("durationSeconds", "TOOK");
        if (wide) {
            table.text("origin", "ORIGIN").text("reason", "REASON");
        }
        for (JsonNode trial : trials) {
            table.row(row(trial, metrics, shown, trial.path("number").asInt() == best, style, wide));
        }
        return table;
    }

    private static List<Cell> row(
            JsonNode trial, List<String> metrics, List<String> parameters, boolean best, Style style, boolean wide) {
        List<Cell> row = new ArrayList<>();
        row.add(Cell.of(trial.path("number")));
        row.add(Cell.state(trial.path("state").asText(), style));
        for (String metric : metrics) {
            Cell value = Cell.of(trial.path("metrics").path(metric));
            row.add(best ? new Cell(style.gold(value.shown()), value.exact()) : value);
        }
        row.add(Cell.of(trial.path("step")));
        for (String parameter : parameters) {
            row.add(Cell.of(trial.path("parameters").path(parameter)));
        }
        row.add(Cell.seconds(trial.path("durationSeconds")));
        if (wide) {
            row.add(Cell.of(trial.path("origin").asText()));
            row.add(Cell.of(trial.path("reason").asText()));
        }
        return row;
    }

    /** The first objective's metric; a summary names it only through its best trial, objectives first. */
    static String metric(JsonNode study) {
        String named = study.path("objectives").path(0).path("metric").asText();
        return named.isEmpty() ? firstMetric(study.path("best")) : named;
    }

    /** The metrics of all objectives. */
    static List<String> metrics(JsonNode study) {
        List<String> names = new ArrayList<>();
        study.path("objectives")
                .forEach(objective -> names.add(objective.path("metric").asText()));
        return names.isEmpty() ? List.of(metric(study)) : names;
    }

    /** The first of a trial's metrics, which is the objective's; empty when it has none. */
    static String firstMetric(JsonNode trial) {
        Iterator<String> names = trial.path("metrics").fieldNames();
        return names.hasNext() ? names.next() : "";
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
}
