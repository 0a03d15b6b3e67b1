package org.attune.tuner.cli;

import picocli.CommandLine.Option;

/** What both ways to a log have in common. */
abstract class LogCommand extends AttuneCommand {

    @Option(
            names = {"-f", "--follow"},
            description = "Go on as it grows, until the trial ends.")
    boolean follow;

    @Option(names = "--tail", paramLabel = "LINES", description = "Only the last lines (default: all).")
    int tail = -1;

    @Option(names = "--rank", paramLabel = "R", description = "Of this rank, or all (default 0).")
    String rank = "0";

    @Option(names = "--attempt", paramLabel = "K", description = "Of this attempt (default: the last).")
    int attempt;

    final int print(StudyReader reader, String study, int number) {
        if (tail < -1 || tail > 100_000) {
            throw new CliFailure(ExitCode.USAGE, "--tail " + tail + " is not from 0 to 100000");
        }
        return new LogText(reader, terminal(), study, number).print(attempt, rank, tail, follow);
    }
}
