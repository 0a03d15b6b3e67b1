package org.attune.tuner.app;

import org.attune.tuner.cli.CliFailure;
import org.attune.tuner.cli.ExitCode;
import org.attune.tuner.cli.Launcher;

final class AgentWiring {
    private AgentWiring() {}
    static Launcher.Running start(Launcher.AgentOptions options) {
        throw new CliFailure(ExitCode.UNEXPECTED, "later " + options);
    }
}
