package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune token create NAME}: the value is printed once and kept nowhere. */
@Command
final class TokenCreateCommand extends AttuneCommand {

    @Parameters(paramLabel = "NAME")
    String name = "";

    @Option(names = "--scope", paramLabel = "SCOPE", description = "read, trial, write, admin or agent.")
    String scope = "read";

    @Option(names = "--expires", paramLabel = "DURATION", description = "Good for this long, such as 30d.")
    @Nullable
    String expires;

    @Override
    int run() {
        ObjectNode body = RestClient.JSON.createObjectNode().put("name", name).put("scope", scope);
        if (expires != null) {
            body.put(
                    "expireSeconds",
                    Math.max(1, Durations.parse("--expires", expires).toSeconds()));
        }
        JsonNode made = servers().require().post("tokens", body);
        terminal().out().println(made.path("value").asText());
        say(terminal().errStyle().tick() + " token "
                + made.path("token").path("id").asText() + " of scope " + scope + "; this is its only copy");
        next("attune token revoke " + made.path("token").path("id").asText());
        return ExitCode.OK;
    }
}
