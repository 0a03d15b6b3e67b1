package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code attune trial show STUDY N}. */
@Command
final class TrialShowCommand extends ReadingCommand {

    @Parameters(index = "0", paramLabel = "STUDY")
    String study = "";

    @Parameters(index = "1", paramLabel = "N")
    int number;

    @Override
    int run() {
        try (StudyReader reader = reader()) {
            JsonNode body = reader.trial(study, number);
            if (form().equals("table") || form().equals("wide")) {
                people(body);
            } else {
                String metric = StudyTables.firstMetric(body);
                print(
                        body,
                        List.of(body),
                        "name",
                        () -> StudyTables.trials(
                                List.of(body), metric.isEmpty() ? "value" : metric, 0, Style.PLAIN, true));
            }
        }
        return ExitCode.OK;
    }

    private void people(JsonNode trial) {
        PrintStream out = terminal().out();
        Style style = terminal().outStyle();
        out.println(style.bold(study + " trial " + number) + "  "
                + style.state(trial.path("state").asText())
                + took(trial)
                + style.dim("  from " + Columns.clean(trial.path("origin").asText())));
        line(out, "  ", trial, "reason");
        out.println("  " + ParameterForms.line(trial.path("parameters")));
        if (trial.path("metrics").size() > 0) {
            out.println("  " + ParameterForms.line(trial.path("metrics"))
                    + (trial.hasNonNull("step")
                            ? style.dim("   at step " + trial.path("step").asText())
                            : ""));
        }
        for (JsonNode attempt : trial.path("attempts")) {
            String nodes = ClusterShowCommand.words(attempt.path("nodes"));
            out.println("  attempt " + attempt.path("number").asText() + "  "
                    + style.state(attempt.path("state").asText())
                    + (nodes.isEmpty() ? "" : style.dim("  on " + Columns.clean(nodes))));
            line(out, "    ", attempt, "cause");
            line(out, "    ", attempt, "parseReport");
            for (JsonNode last : attempt.path("lastLines")) {
                out.println(style.dim("    | " + Columns.clean(last.asText())));
            }
            ranks(out, style, attempt);
        }
        next("attune trial logs " + study + " " + number, "attune trial metrics " + study + " " + number);
    }

    /** What each rank used and how it ended; a gang of one that ended well says it in one line. */
    private static void ranks(PrintStream out, Style style, JsonNode attempt) {
        JsonNode deciding = attempt.path("firstRank");
        for (JsonNode rank : attempt.path("ranks")) {
            boolean told = deciding.isMissingNode()
                    || deciding.asInt() == rank.path("rank").asInt();
            String end = told ? "" : "  " + Columns.clean(rank.path("cause").asText());
            String used = usage(rank.path("usage"));
            if (!used.isEmpty() || !end.isEmpty()) {
                out.println(style.dim(
                        "    rank " + rank.path("rank").asText() + (used.isEmpty() ? "" : "  " + used) + end));
            }
        }
    }

    private static String usage(JsonNode usage) {
        if (!usage.isObject()) {
            return "";
        }
        StringBuilder text = new StringBuilder("cpu ")
                .append(Numbers.seconds(usage.path("cpuSeconds").asDouble()));
        if (usage.hasNonNull("memoryPeakBytes")) {
            text.append("  memory ")
                    .append(Sizes.text(usage.path("memoryPeakBytes").asLong()));
        }
        if (usage.hasNonNull("deviceBusy")) {
            text.append("  devices ")
                    .append(Math.round(usage.path("deviceBusy").asDouble() * 100))
                    .append(" % busy, ")
                    .append(Sizes.text(usage.path("devicePeakBytes").asLong()));
        }
        return text.toString();
    }

    private static String took(JsonNode trial) {
        JsonNode seconds = trial.path("durationSeconds");
        return seconds.isNumber() ? "  in " + Numbers.seconds(seconds.asDouble()) : "";
    }

    private static void line(PrintStream out, String indent, JsonNode of, String name) {
        String text = Columns.clean(of.path(name).asText());
        if (!text.isEmpty() && of.hasNonNull(name)) {
            out.println(indent + text);
        }
    }
}
