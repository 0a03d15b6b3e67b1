package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code attune trial events STUDY N}: what happened to a trial, for people. */
@Command
final class TrialEventsCommand extends ReadingCommand {

    @Parameters(index = "0", paramLabel = "STUDY")
    String study = "";

    @Parameters(index = "1", paramLabel = "N")
    int number;

    @Override
    int run() {
        try (StudyReader reader = reader()) {
            JsonNode body = StudyReader.all("events", 0, token -> reader.events(study, number, token));
            print(body, body.path("events"), "kind", () -> StudyEventsCommand.table(body.path("events")));
        }
        return ExitCode.OK;
    }
}
