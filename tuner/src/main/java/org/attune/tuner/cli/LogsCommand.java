package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune logs STUDY[/N]}: without a number, of the newest trial that has started. */
@Command
final class LogsCommand extends AttuneCommand {

    @Parameters(paramLabel = "STUDY[/N]")
    String what = "";

    @Option(names = {"-f", "--follow"}, description = "Go on as it grows, until the trial ends.")
    boolean follow;

    @Option(names = "--tail", paramLabel = "LINES", description = "Only the last lines (default: all).")
    int tail = -1;

    @Option(names = "--rank", paramLabel = "R", description = "Of this rank, or all (default 0).")
    String rank = "0";

    @Option(names = "--attempt", paramLabel = "K", description = "Of this attempt (default: the last).")
    int attempt;

    @Override
    int run() {
        int slash = what.indexOf('/');
        String study = slash < 0 ? what : what.substring(0, slash);
        RestClient client = servers().find();
        try (StudyReader reader = client == null ? StoreReader.open(dataDirectory()) : new RestReader(client)) {
            int number = slash < 0 ? newest(reader, study) : LogText.number(what.substring(slash + 1));
            return new LogText(reader, terminal(), study, number).print(attempt, rank, tail, follow);
        }
    }

    private static int newest(StudyReader reader, String study) {
        int newest = 0;
        String token = null;
        do {
            JsonNode page = reader.trials(study, java.util.Set.of(), "number", 1_000, token);
            for (JsonNode trial : page.path("trials")) {
                if (trial.hasNonNull("startTime")) {
                    newest = trial.path("number").asInt();
                }
            }
            token = page.hasNonNull("nextPageToken") ? page.path("nextPageToken").asText() : null;
        } while (token != null);
        if (newest == 0) {
            throw new CliFailure(ExitCode.NOT_FOUND, "no trial of " + study + " has started yet");
        }
        return newest;
    }
}
