package org.attune.tuner.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code attune study spec NAME}: the submitted text, comments and all. */
@Command
final class StudySpecCommand extends AttuneCommand {

    @Parameters(paramLabel = "STUDY")
    String study = "";

    @Override
    int run() {
        try (StudyReader reader = reader()) {
            terminal().out().print(reader.spec(study));
        }
        return ExitCode.OK;
    }
}
