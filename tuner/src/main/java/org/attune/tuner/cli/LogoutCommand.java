package org.attune.tuner.cli;

import picocli.CommandLine.Command;

/** {@code attune logout}: forgets the current context and its token. */
@Command
final class LogoutCommand extends AttuneCommand {

    @Override
    int run() {
        Contexts contexts = Contexts.read(terminal());
        if (contexts.current().isEmpty()) {
            say("no context is in use");
            return ExitCode.OK;
        }
        contexts.remove(contexts.current());
        say(terminal().errStyle().tick() + " forgot " + contexts.current()
                + "; its token holds until it expires or is revoked");
        return ExitCode.OK;
    }
}
