package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune study events NAME}: what happened, for people. */
@Command
final class StudyEventsCommand extends ReadingCommand {

    @Parameters(paramLabel = "STUDY")
    String study = "";

    @Option(names = "--trial", paramLabel = "N", description = "Only of this trial.")
    int trial;

    @Override
    int run() {
        try (StudyReader reader = reader()) {
            JsonNode body = StudyReader.all("events", 0, token -> reader.events(study, trial, token));
            print(body, body.path("events"), "kind", () -> table(body.path("events")));
        }
        return ExitCode.OK;
    }

    static Table table(JsonNode events) {
        Table table = new Table()
                .text("time", "TIME")
                .number("trial", "TRIAL")
                .text("kind", "KIND")
                .text("text", "WHAT");
        for (JsonNode event : events) {
            table.row(List.of(
                    Cell.of(event.path("time")),
                    event.hasNonNull("trial") ? Cell.of(event.path("trial")) : Cell.of(""),
                    Cell.of(event.path("kind").asText()),
                    Cell.of(event.path("text").asText())));
        }
        return table;
    }
}
