package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.TreeMap;
import picocli.CommandLine.Command;

/** {@code attune context list}: the servers that are known by name. */
@Command
final class ContextCommand extends ReadingCommand {

    @Override
    int run() {
        Contexts contexts = Contexts.read(terminal());
        ObjectNode body = RestClient.JSON.createObjectNode();
        ArrayNode list = body.putArray("contexts");
        new TreeMap<>(contexts.all())
                .forEach((name, context) -> list.addObject()
                        .put("name", name)
                        .put("current", name.equals(contexts.current()))
                        .put("server", context.server())
                        .put("token", context.token().isEmpty() ? "none" : "kept"));
        print(body, list, "name", () -> {
            Table table = new Table()
                    .text("current", "")
                    .text("name", "NAME")
                    .text("server", "SERVER")
                    .text("token", "TOKEN");
            for (JsonNode each : list) {
                boolean current = each.path("current").asBoolean();
                table.row(List.of(
                        new Cell(current ? "*" : "", Boolean.toString(current)),
                        Cell.of(each.path("name")),
                        Cell.of(each.path("server")),
                        Cell.of(each.path("token"))));
            }
            return table;
        });
        if (list.isEmpty() && form().equals("table")) {
            say("no server is known by name");
            next("attune login https://HOST:8080");
        }
        return ExitCode.OK;
    }
}
