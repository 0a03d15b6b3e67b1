package org.attune.tuner.cli;

import java.util.List;
import picocli.CommandLine.Command;

/** {@code attune ps}: studies that have not ended. */
@Command
final class PsCommand extends StudyListCommand {

    @Override
    int run() {
        show(states.isEmpty() ? List.of("ACTIVE", "PAUSED", "STOPPING") : states);
        return ExitCode.OK;
    }
}
