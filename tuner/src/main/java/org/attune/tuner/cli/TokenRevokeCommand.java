package org.attune.tuner.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code attune token revoke ID…}. */
@Command
final class TokenRevokeCommand extends AttuneCommand {

    @Parameters(arity = "1..*", paramLabel = "ID")
    List<String> ids = List.of();

    @Override
    int run() {
        RestClient client = servers().require();
        for (String id : ids) {
            client.delete("tokens/" + RestClient.encode(id));
            say(terminal().errStyle().tick() + " token " + id + " is good for nothing now");
        }
        return ExitCode.OK;
    }
}
