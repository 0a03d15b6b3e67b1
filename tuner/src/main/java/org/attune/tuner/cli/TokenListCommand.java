package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code attune token list}. */
@Command
final class TokenListCommand extends ReadingCommand {

    @Override
    int run() {
        JsonNode body = servers().require().get("tokens");
        List<JsonNode> tokens = new ArrayList<>();
        body.path("tokens").forEach(tokens::add);
        print(body, tokens, "id", () -> {
            Table table = new Table()
                    .text("id", "ID")
                    .text("name", "NAME")
                    .text("scope", "SCOPE")
                    .text("expireTime", "EXPIRES")
                    .text("lastUseTime", "LAST USE")
                    .text("createTime", "CREATED");
            for (JsonNode token : tokens) {
                table.row(List.of(
                        Cell.of(token.path("id")),
                        Cell.of(token.path("name")),
                        Cell.of(token.path("scope")),
                        Cell.of(token.path("expireTime").asText("never")),
                        Cell.of(token.path("lastUseTime").asText("never")),
                        Cell.of(token.path("createTime"))));
            }
            return table;
        });
        if (tokens.isEmpty() && form().equals("table")) {
            say("no tokens beside those of the data directory");
        }
        return ExitCode.OK;
    }
}
