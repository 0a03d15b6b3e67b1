package org.attune.tuner.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code attune cluster undrain NODE}: a node is in service again. */
@Command
final class NodeUndrainCommand extends AttuneCommand {

    @Parameters(paramLabel = "NODE")
    String node = "";

    @Override
    int run() {
        servers().require().post("nodes/" + RestClient.encode(node) + ":undrain", RestClient.JSON.createObjectNode());
        say(terminal().errStyle().tick() + " " + node + " takes gangs again");
        next("attune cluster show");
        return ExitCode.OK;
    }
}
