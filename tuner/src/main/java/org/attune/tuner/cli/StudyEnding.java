package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntFunction;

/** The words at the end of a study, and the exit code that they mean. */
final class StudyEnding {

    private StudyEnding() {}

    /** Prints how it ended and what was found; returns 0 for SUCCEEDED, else 7, or 130 for a paused one. */
    static int print(JsonNode summary, AttuneCommand command) {
        return print(summary, command, trial -> "");
    }

    /**
     * The same with the best trial's checkpoint.
     *
     * @param checkpointOf where the checkpoint of a trial is on this machine; empty when it has none
     */
    static int print(JsonNode summary, AttuneCommand command, IntFunction<String> checkpointOf) {
        Style style = command.terminal().errStyle();
        String state = summary.path("state").asText();
        String study = summary.path("studyId").asText();
        if (state.equals("PAUSED")) {
            command.say("Study " + study + " is PAUSED" + because(summary));
            command.next("attune run --resume " + study);
            return ExitCode.INTERRUPTED;
        }
        command.say(Progress.ending(summary, seconds(summary)));
        if (!state.equals("SUCCEEDED")) {
            command.say(style.red("It ended " + state) + because(summary));
        }
        JsonNode best = summary.path("best");
        if (!best.isMissingNode() && !best.isNull()) {
            String metric = StudyTables.metric(summary);
            long step = best.path("step").asLong(-1);
            command.say("Best: trial " + best.path("trial").asText() + "  "
                    + style.gold(Columns.clean(metric) + " "
                            + Numbers.of(best.path("metrics").path(metric)))
                    + (step < 0 ? "" : " at step " + step));
            command.say("  " + ParameterForms.line(best.path("parameters")));
            String checkpoint = checkpointOf.apply(best.path("trial").asInt());
            if (!checkpoint.isEmpty()) {
                command.say("  checkpoint " + checkpoint);
            }
            command.next("attune best " + study + " -o flags", "attune trial list " + study);
        } else {
            command.next("attune trial list " + study + " -o wide", "attune logs " + study);
        }
        return state.equals("SUCCEEDED") ? ExitCode.OK : ExitCode.STUDY_FAILED;
    }

    private static String because(JsonNode summary) {
        String reason = Columns.clean(summary.path("reason").asText());
        return reason.isEmpty() || reason.equalsIgnoreCase(summary.path("state").asText()) ? "" : ": " + reason;
    }

    private static double seconds(JsonNode summary) {
        if (!summary.hasNonNull("endTime")) {
            return 0;
        }
        Duration took = Duration.between(
                Instant.parse(summary.path("createTime").asText()),
                Instant.parse(summary.path("endTime").asText()));
        return took.toMillis() / 1000.0;
    }
}
