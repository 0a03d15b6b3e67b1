package org.attune.tuner.cli;

import org.attune.tuner.config.Build;
import picocli.CommandLine.Command;

/** {@code attune version}. */
@Command
final class VersionCommand extends AttuneCommand {

    @Override
    int run() {
        terminal()
                .out()
                .println("attune " + Build.version() + "  (Java " + System.getProperty("java.version") + ", "
                        + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ")");
        return ExitCode.OK;
    }
}
