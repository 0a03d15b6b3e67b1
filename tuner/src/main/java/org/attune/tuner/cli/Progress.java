package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** The progress line of a study, and the words at its end. Pure functions of the REST bodies. */
final class Progress {

    private static final int BAR = 17;

    private Progress() {}

    /**
     * {@code digits  ███████▌░░░░  138/200  ◐5 ◇78 ×3   best 0.9917 (#112)   ≈ 18 min}.
     *
     * @param elapsedSeconds since this watching began
     * @param endedAtStart trials that had ended when it began
     */
    static String line(JsonNode study, Style style, double elapsedSeconds, int endedAtStart) {
        JsonNode counts = study.path("trials");
        int ended = StudyTables.ended(counts);
        int max = study.path("maxTrials").asInt(0);
        StringBuilder line = new StringBuilder(study.path("studyId").asText()).append("  ");
        if (max > 0) {
            line.append(style.bar(ended / (double) max, BAR)).append("  ");
        }
        line.append(ended);
        if (max > 0) {
            line.append('/').append(max);
        }
        line.append(' ').append(marks(counts, style));
        String best = best(study, style);
        if (!best.isEmpty()) {
            line.append("   ").append(best);
        }
        if (max > 0 && ended - endedAtStart >= 3 && ended < max) {
            double left = elapsedSeconds / (ended - endedAtStart) * (max - ended);
            line.append("   ").append(style.about()).append(Numbers.seconds(Math.rint(left)));
        }
        return line.toString();
    }

    /** {@code best 0.9917 (#112)}; empty while there is none. */
    static String best(JsonNode study, Style style) {
        JsonNode best = study.path("best");
        return best.isMissingNode() || best.isNull()
                ? ""
                : "best " + style.gold(Numbers.of(best.path("metrics").get(StudyTables.metric(study))) + " (#"
                        + best.path("trial").asText() + ")");
    }

    private static String marks(JsonNode counts, Style style) {
        StringBuilder marks = new StringBuilder();
        mark(marks, style.running(), StudyTables.running(counts));
        mark(marks, style.pruned(), counts.path("pruned").asInt());
        String failed = style.failed() + counts.path("failed").asInt();
        if (counts.path("failed").asInt() > 0) {
            marks.append(' ').append(style.red(failed));
        }
        return marks.toString();
    }

    private static void mark(StringBuilder marks, String symbol, int count) {
        if (count > 0) {
            marks.append(' ').append(symbol).append(count);
        }
    }

    /** {@code Study digits SUCCEEDED in 41 s: 39 ok, 18 of them stopped early, 1 failed}. */
    static String ending(JsonNode study, double seconds) {
        JsonNode counts = study.path("trials");
        int ok = counts.path("succeeded").asInt() + counts.path("pruned").asInt();
        StringBuilder text = new StringBuilder("Study ")
                .append(study.path("studyId").asText())
                .append(' ')
                .append(study.path("state").asText())
                .append(" in ")
                .append(Numbers.seconds(seconds))
                .append(": ")
                .append(ok)
                .append(" ok");
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
