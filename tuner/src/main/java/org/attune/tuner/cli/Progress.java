package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** The progress of a study in words. Pure functions of the REST bodies. */
final class Progress {

    private static final int[] BARS = {17, 8, 0};
    private static final int ENDED_FOR_A_GUESS = 3;

    private Progress() {}

    /**
     * {@code digits  ███████▌░░░░  138/200  ◐5 ◇78 ×3   best 0.9917 (#112)   ≈ 18 min}.
     *
     * @param width columns that it may take, by a shorter bar first; 0 for any
     * @param elapsedSeconds since this watching began
     * @param endedAtStart trials that had ended when it began
     */
    static String line(JsonNode study, Style style, int width, double elapsedSeconds, int endedAtStart) {
        String line = "";
        for (int bar : BARS) {
            line = line(study, style, bar, rest(study, style, elapsedSeconds, endedAtStart));
            if (width <= 0 || Columns.width(line) <= width) {
                return line;
            }
        }
        return Columns.cut(line, width, style);
    }

    private static String line(JsonNode study, Style style, int bar, String rest) {
        int ended = StudyTables.ended(study.path("trials"));
        int max = study.path("maxTrials").asInt(0);
        StringBuilder line = new StringBuilder(study.path("studyId").asText()).append("  ");
        if (max > 0 && bar > 0) {
            line.append(style.bar(ended / (double) max, bar)).append("  ");
        }
        line.append(ended);
        if (max > 0) {
            line.append('/').append(max);
        } else {
            line.append(ended == 1 ? " trial" : " trials");
        }
        return line.append(rest).toString();
    }

    private static String rest(JsonNode study, Style style, double elapsedSeconds, int endedAtStart) {
        JsonNode counts = study.path("trials");
        StringBuilder rest = new StringBuilder();
        String marks = marks(counts, style);
        if (!marks.isEmpty()) {
            rest.append("  ").append(marks);
        }
        String best = best(study, style);
        if (!best.isEmpty()) {
            rest.append("   ").append(best);
        }
        String left = left(study, style, elapsedSeconds, endedAtStart);
        if (!left.isEmpty()) {
            rest.append("   ").append(left);
        }
        return rest.toString();
    }

    /** {@code ≈ 18 min}; empty while too little has been seen to guess. */
    private static String left(JsonNode study, Style style, double elapsedSeconds, int endedAtStart) {
        int ended = StudyTables.ended(study.path("trials"));
        int max = study.path("maxTrials").asInt(0);
        int seen = ended - endedAtStart;
        boolean active = study.path("state").asText().equals("ACTIVE");
        if (!active || ended >= max || seen < ENDED_FOR_A_GUESS || elapsedSeconds <= 0) {
            return "";
        }
        return style.about() + Numbers.roughly(elapsedSeconds / seen * (max - ended));
    }

    /** {@code best 0.9917 (#112)}; empty while there is none. */
    static String best(JsonNode study, Style style) {
        JsonNode best = study.path("best");
        return best.isMissingNode() || best.isNull()
                ? ""
                : "best "
                        + style.gold(Numbers.of(best.path("metrics").path(StudyTables.metric(study))) + " (#"
                                + best.path("trial").asText() + ")");
    }

    private static String marks(JsonNode counts, Style style) {
        StringBuilder marks = new StringBuilder();
        mark(marks, style.running(), StudyTables.running(counts));
        mark(
                marks,
                style.queued(),
                counts.path("queued").asInt() + counts.path("paused").asInt());
        mark(marks, style.pruned(), counts.path("pruned").asInt());
        int failed = counts.path("failed").asInt();
        if (failed > 0) {
            marks.append(marks.length() == 0 ? "" : " ").append(style.red(style.failed() + failed));
        }
        return marks.toString();
    }

    private static void mark(StringBuilder marks, String symbol, int count) {
        if (count > 0) {
            marks.append(marks.length() == 0 ? "" : " ").append(symbol).append(count);
        }
    }

    /**
     * {@code 7/40  trial 9  ● succeeded  val_accuracy 0.951   best 0.9667 (#3)}: one ended trial, for a log.
     *
     * @param ended how many trials had ended with this one
     */
    static String trial(JsonNode trial, JsonNode summary, int ended, Style style) {
        int max = summary.path("maxTrials").asInt(0);
        StringBuilder line = new StringBuilder().append(ended);
        if (max > 0) {
            line.append('/').append(max);
        }
        String state = trial.path("state").asText();
        line.append("  trial ")
                .append(trial.path("number").asText())
                .append("  ")
                .append(style.state(state));
        String metric = StudyTables.firstMetric(trial);
        if (!metric.isEmpty()) {
            line.append("  ")
                    .append(Columns.clean(metric))
                    .append(' ')
                    .append(Numbers.of(trial.path("metrics").path(metric)));
        }
        String reason = Columns.clean(trial.path("reason").asText());
        if (!reason.isEmpty() && (state.equals("FAILED") || state.equals("INFEASIBLE"))) {
            line.append("  ").append(reason);
        }
        String best = best(summary, style);
        return best.isEmpty()
                ? line.toString()
                : line.append("   ").append(best).toString();
    }

    /** {@code Study digits SUCCEEDED in 41 s: 39 ok, 18 of them stopped early, 1 failed}. */
    static String ending(JsonNode study, double seconds) {
        JsonNode counts = study.path("trials");
        int ok = counts.path("succeeded").asInt() + counts.path("pruned").asInt();
        StringBuilder text = new StringBuilder("Study ")
                .append(study.path("studyId").asText())
                .append(' ')
                .append(study.path("state").asText());
        if (seconds > 0) {
            text.append(" in ").append(Numbers.seconds(seconds));
        }
        text.append(": ").append(ok).append(" ok");
        int pruned = counts.path("pruned").asInt();
        if (pruned > 0) {
            text.append(", ").append(pruned).append(" of them stopped early");
        }
        append(text, counts, "failed", "failed");
        append(text, counts, "infeasible", "infeasible");
        append(text, counts, "cancelled", "cancelled");
        return text.toString();
    }

    private static void append(StringBuilder text, JsonNode counts, String field, String word) {
        int count = counts.path(field).asInt();
        if (count > 0) {
            text.append(", ").append(count).append(' ').append(word);
        }
    }
}
