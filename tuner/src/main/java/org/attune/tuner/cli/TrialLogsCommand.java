package org.attune.tuner.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code attune trial logs STUDY N}. */
@Command
final class TrialLogsCommand extends LogCommand {

    @Parameters(index = "0", paramLabel = "STUDY")
    String study = "";

    @Parameters(index = "1", paramLabel = "N")
    int number;

    @Override
    int run() {
        try (StudyReader reader = reader()) {
            return print(reader, study, number);
        }
    }
}
