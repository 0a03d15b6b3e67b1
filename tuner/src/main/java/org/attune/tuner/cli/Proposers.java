package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Who proposed the trials of a study, and what came of it. Pure. */
final class Proposers {

    /** What a person reads as one proposer: numbers of points and what comes after a comma are left out. */
    private static final Pattern NUMBER = Pattern.compile(" \\d+(/\\d+)?\\b");

    private static final class Tally {
        private int trials;
        private int gains;
        private double best = Double.NaN;
        private int bestTrial;
        private String last = "";
    }

    private final boolean maximize;
    private final String metric;
    private final Map<String, Tally> tallies = new LinkedHashMap<>();
    private double best = Double.NaN;

    /**
     * Tells of a study.
     *
     * @param metric its first objective
     */
    Proposers(String metric, boolean maximize) {
        this.metric = metric;
        this.maximize = maximize;
    }

    /** The proposer that an origin names: {@code bayes, log EI -3.2 of 40 results} is of {@code bayes}. */
    static String of(String origin) {
        int comma = origin.indexOf(',');
        String name = comma < 0 ? origin : origin.substring(0, comma);
        return NUMBER.matcher(name).replaceAll("").strip();
    }

    /** Takes the next trial, by number. */
    void add(JsonNode trial) {
        String origin = trial.path("origin").asText();
        String name = of(origin);
        Tally tally = tallies.computeIfAbsent(name.isEmpty() ? "unknown" : name, each -> new Tally());
        tally.trials++;
        int comma = origin.indexOf(',');
        tally.last = comma < 0 ? "" : origin.substring(comma + 1).strip();
        JsonNode value = trial.path("metrics").path(metric);
        if (!value.isNumber() || !trial.path("state").asText().equals("SUCCEEDED")) {
            return;
        }
        if (better(value.asDouble(), best)) {
            best = value.asDouble();
            tally.gains++;
        }
        if (better(value.asDouble(), tally.best)) {
            tally.best = value.asDouble();
            tally.bestTrial = trial.path("number").asInt();
        }
    }

    private boolean better(double value, double than) {
        return Double.isNaN(than) ? !Double.isNaN(value) : maximize ? value > than : value < than;
    }

    /** Whether there is anything to compare: one proposer alone is told by the study's strategy. */
    boolean several() {
        return tallies.size() > 1;
    }

    /** One row a proposer, in the order of their first trials. */
    Table table(Style style) {
        Table table = new Table()
                .text("proposer", "PROPOSED BY")
                .number("trials", "TRIALS")
                .number("gains", "NEW BEST")
                .number("best", "ITS BEST")
                .number("bestTrial", "OF TRIAL")
                .text("last", "LATEST");
        tallies.forEach((name, tally) -> {
            String shown = tally.bestTrial == 0 ? "-" : Numbers.of(tally.best);
            boolean gold = tally.bestTrial > 0 && tally.best == best;
            List<Cell> row = new ArrayList<>();
            row.add(Cell.of(name));
            row.add(Cell.of(Integer.toString(tally.trials)));
            row.add(Cell.of(Integer.toString(tally.gains)));
            row.add(new Cell(gold ? style.gold(shown) : shown, shown));
            row.add(Cell.of(tally.bestTrial == 0 ? "-" : Integer.toString(tally.bestTrial)));
            row.add(new Cell(style.dim(Columns.clean(tally.last)), tally.last));
            table.row(row);
        });
        return table;
    }
}
