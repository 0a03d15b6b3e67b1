package org.attune.tuner.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code attune context use|remove NAME}. */
@Command
final class ContextChangeCommand extends AttuneCommand {

    @Parameters(paramLabel = "NAME")
    String name = "";

    private final boolean removes;

    ContextChangeCommand(boolean removes) {
        this.removes = removes;
    }

    @Override
    int run() {
        Contexts contexts = Contexts.read(terminal());
        if (removes) {
            contexts.remove(name);
            say(terminal().errStyle().tick() + " forgot " + name);
        } else {
            contexts.use(name);
            say(terminal().errStyle().tick() + " commands now ask "
                    + contexts.named(name).server());
        }
        return ExitCode.OK;
    }
}
