package org.attune.tuner.cli;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
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

    @Option(names = "--grep", paramLabel = "RE", description = "Only lines that match a regular expression.")
    @Nullable
    String grep;

    final int print(StudyReader reader, String study, int number) {
        if (tail < -1 || tail > 100_000) {
            throw new CliFailure(ExitCode.USAGE, "--tail " + tail + " is not from 0 to 100000");
        }
        Pattern wanted;
        try {
            wanted = grep == null ? null : Pattern.compile(grep);
        } catch (PatternSyntaxException e) {
            throw new CliFailure(ExitCode.USAGE, "--grep " + grep + " is no regular expression: " + e.getDescription());
        }
        return new LogText(reader, terminal(), study, number, wanted).print(attempt, rank, tail, follow);
    }
}
