package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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
                print(body, List.of(body), "name", () -> StudyTables.trials(
                        List.of(body), firstMetric(body), 0, Style.PLAIN, true));
            }
        }
        return ExitCode.OK;
    }

    private void people(JsonNode trial) {
        java.io.PrintStream out = terminal().out();
        Style style = terminal().outStyle();
        out.println(style.bold(study + " trial " + number) + "  " + style.state(trial.path("state").asText())
                + "  " + style.dim("from " + trial.path("origin").asText()));
        String reason = trial.path("reason").asText();
        if (!reason.isEmpty()) {
            out.println("  " + reason);
        }
        fields(out, trial.path("parameters"), "  ");
        out.println();
        fields(out, trial.path("metrics"), "  ");
        for (JsonNode attempt : trial.path("attempts")) {
            out.println(style.dim("  attempt " + attempt.path("number").asText() + "  "
                    + attempt.path("state").asText().toLowerCase(java.util.Locale.ROOT)
                    + nodes(attempt.path("nodes"))));
            line(out, attempt, "cause");
            line(out, attempt, "parseReport");
            for (JsonNode last : attempt.path("lastLines")) {
                out.println(style.dim("      | " + last.asText()));
            }
        }
        next("attune trial logs " + study + " " + number, "attune trial metrics " + study + " " + number);
    }

    private static void fields(java.io.PrintStream out, JsonNode object, String indent) {
        for (Iterator<Map.Entry<String, JsonNode>> fields = object.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            out.println(indent + field.getKey() + " " + Numbers.of(field.getValue()));
        }
    }

    private static void line(java.io.PrintStream out, JsonNode attempt, String name) {
        String text = attempt.path(name).asText();
        if (!text.isEmpty() && !attempt.path(name).isNull()) {
            out.println("    " + text);
        }
    }

    private static String nodes(JsonNode nodes) {
        StringBuilder text = new StringBuilder();
        for (JsonNode node : nodes) {
            text.append(text.length() == 0 ? " on " : ", ").append(node.asText());
        }
        return text.toString();
    }

    private static String firstMetric(JsonNode trial) {
        Iterator<String> names = trial.path("metrics").fieldNames();
        return names.hasNext() ? names.next() : "value";
    }
}
