package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** {@code attune server status}: exit 0 when it runs, 9 when it does not. */
@Command
final class ServerStatusCommand extends AttuneCommand {

    @Override
    int run() {
        String named = servers().named();
        String url = named == null ? servers().owner() : named;
        RestClient client = servers().require();
        JsonNode version = client.get("version");
        terminal()
                .out()
                .println("running  " + url + "  attune "
                        + version.path("version").asText());
        return ExitCode.OK;
    }
}
