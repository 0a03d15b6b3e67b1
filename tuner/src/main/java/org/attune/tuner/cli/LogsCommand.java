package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code attune logs STUDY[/N]}: without a number, of the newest trial that has started. */
@Command
final class LogsCommand extends LogCommand {

    @Parameters(paramLabel = "STUDY[/N]", description = "The study, and the number of the trial (default: the newest).")
    String what = "";

    @Override
    int run() {
        int slash = what.indexOf('/');
        String study = slash < 0 ? what : what.substring(0, slash);
        String number = slash < 0 ? "" : what.substring(slash + 1);
        if (slash >= 0 && !number.matches("[1-9][0-9]{0,8}")) {
            throw new CliFailure(ExitCode.USAGE, "\"" + number + "\" is not the number of a trial");
        }
        try (StudyReader reader = reader()) {
            return print(reader, study, slash < 0 ? newest(reader, study) : Integer.parseInt(number));
        }
    }

    private static int newest(StudyReader reader, String study) {
        @Nullable String token = null;
        do {
            JsonNode page = reader.trials(study, Set.of(), "number desc", StudyReader.PAGE, token);
            for (JsonNode trial : page.path("trials")) {
                if (trial.hasNonNull("startTime")) {
                    return trial.path("number").asInt();
                }
            }
            token = page.hasNonNull("nextPageToken")
                    ? page.path("nextPageToken").asText()
                    : null;
        } while (token != null);
        throw new CliFailure(ExitCode.NOT_FOUND, "no trial of " + study + " has started yet");
    }
}
