package org.attune.tuner.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code attune context add NAME --server URL}: a server by name, without asking it. */
@Command
final class ContextAddCommand extends AttuneCommand {

    @Parameters(paramLabel = "NAME")
    String name = "";

    @Override
    int run() {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")) {
            throw new CliFailure(ExitCode.USAGE, name + " is no name (expected: letters, digits, dots and hyphens)");
        }
        String url = servers().named();
        if (url == null) {
            throw new CliFailure(
                    ExitCode.USAGE, "name its address: attune context add " + name + " --server https://HOST:8080");
        }
        String token = tokenFile == null ? "" : servers().token(tokenFile, () -> "");
        Contexts.read(terminal())
                .put(
                        name,
                        new Contexts.Context(
                                url,
                                token,
                                caFile == null ? "" : caFile.toAbsolutePath().toString()));
        say(terminal().errStyle().tick() + " commands now ask " + url);
        if (token.isEmpty()) {
            nextElsewhere("attune login " + url + " --name " + name);
        }
        return ExitCode.OK;
    }
}
