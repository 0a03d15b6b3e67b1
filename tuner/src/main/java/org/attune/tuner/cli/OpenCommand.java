package org.attune.tuner.cli;

import picocli.CommandLine.Command;

/** {@code attune open}: an address that opens the dashboard, once. */
@Command
final class OpenCommand extends AttuneCommand {

    @Override
    int run() {
        RestClient client = servers().require();
        String url = client.post("session:link", RestClient.JSON.createObjectNode())
                .path("url")
                .asText();
        terminal().out().println(url);
        say("good once, within a quarter of an hour");
        return ExitCode.OK;
    }
}
