package org.attune.tuner.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune trial logs STUDY N}. */
@Command
final class TrialLogsCommand extends AttuneCommand {

    @Parameters(index = "0", paramLabel = "STUDY")
    String study = "";

    @Parameters(index = "1", paramLabel = "N")
    int number;

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
        RestClient client = servers().find();
        try (StudyReader reader = client == null ? StoreReader.open(dataDirectory()) : new RestReader(client)) {
            return new LogText(reader, terminal(), study, number).print(attempt, rank, tail, follow);
        }
    }
}
