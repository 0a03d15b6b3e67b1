package org.attune.tuner.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune study wait NAME}: returns when it has ended, with 0 for SUCCEEDED and 7 otherwise. */
@Command
final class StudyWaitCommand extends AttuneCommand {

    @Parameters(paramLabel = "STUDY")
    String study = "";

    @Option(names = "--timeout", paramLabel = "DURATION", description = "Give up after this long (exit 8).")
    @Nullable
    String timeout;

    @Override
    int run() {
        long deadline = Durations.deadline("--timeout", timeout);
        RestClient client = servers().require();
        new RestReader(client).study(study, false);
        Interrupts.first(code -> {
            terminal().err().println();
            say("Study " + study + " goes on.");
            return code;
        });
        return StudyEnding.print(new StudyFollower(client, terminal(), study, quiet).follow(deadline), this);
    }
}
