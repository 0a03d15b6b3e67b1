package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code attune whoami}: whose token is sent to which server. */
@Command
final class WhoamiCommand extends ReadingCommand {

    @Override
    int run() {
        RestClient client = servers().require();
        JsonNode me = client.get("me");
        print(me, List.of(me), "name", () -> {
            Table table = new Table()
                    .text("name", "TOKEN")
                    .text("scope", "SCOPE")
                    .text("server", "SERVER")
                    .text("expireTime", "EXPIRES");
            table.row(List.of(
                    Cell.of(me.path("name")),
                    Cell.of(me.path("scope")),
                    Cell.of(client.origin()),
                    Cell.of(me.path("expireTime"))));
            return table;
        });
        return ExitCode.OK;
    }
}
