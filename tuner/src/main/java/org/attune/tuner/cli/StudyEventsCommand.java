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
            JsonNode body = reader.events(study, trial);
            JsonNode events = body.path("events");
            print(body, events, "kind", () -> {
                Table table = new Table().text("TIME").number("TRIAL").text("KIND").text("WHAT");
                for (JsonNode event : events) {
                    table.row(List.of(
                            event.path("time").asText(),
                            event.path("trial").asInt(0) == 0 ? "" : event.path("trial").asText(),
                            event.path("kind").asText(),
                            event.path("text").asText()));
                }
                return table;
            });
        }
        return ExitCode.OK;
    }
}
