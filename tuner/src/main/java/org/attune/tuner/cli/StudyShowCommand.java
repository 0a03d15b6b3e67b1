package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune study show NAME}. */
@Command
final class StudyShowCommand extends ReadingCommand {

    @Parameters(paramLabel = "STUDY")
    String study = "";

    @Option(names = "--full", description = "With the normalised spec (json and yaml).")
    boolean full;

    @Override
    int run() {
        try (StudyReader reader = reader()) {
            JsonNode body = reader.study(study, full);
            if (form().equals("table") || form().equals("wide")) {
                people(body);
            } else {
                print(body, List.of(body), "studyId", () -> StudyTables.studies(
                        List.of(body), Style.PLAIN, true));
            }
        }
        return ExitCode.OK;
    }

    private void people(JsonNode body) {
        java.io.PrintStream out = terminal().out();
        Style style = terminal().outStyle();
        JsonNode counts = body.path("trials");
        out.println(style.bold(body.path("studyId").asText()) + "  "
                + style.state(body.path("state").asText())
                + (body.path("reason").asText().isEmpty() ? "" : style.dim("  " + body.path("reason").asText())));
        if (!body.path("description").asText().isEmpty()) {
            out.println(body.path("description").asText());
        }
        for (JsonNode objective : body.path("objectives")) {
            out.println("  " + objective.path("goal").asText().toLowerCase(java.util.Locale.ROOT) + " "
                    + objective.path("metric").asText());
        }
        out.println("  " + Progress.line(body, style, 0, StudyTables.ended(counts)));
        JsonNode best = body.path("best");
        for (Iterator<Map.Entry<String, JsonNode>> fields = best.path("parameters").fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            out.println("    " + field.getKey() + " " + Numbers.of(field.getValue()));
        }
        out.println(style.dim("  created " + body.path("createTime").asText() + ", uid " + body.path("uid").asText()));
        next("attune trial list " + study, "attune best " + study);
    }
}
