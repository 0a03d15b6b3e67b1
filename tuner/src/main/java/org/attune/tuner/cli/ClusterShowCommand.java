package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code attune cluster show}: the nodes and what is free on them. */
@Command
final class ClusterShowCommand extends ReadingCommand {

    @Override
    int run() {
        JsonNode body = servers().require().get("nodes");
        JsonNode nodes = body.path("nodes");
        print(body, nodes, "name", () -> {
            Table table = new Table()
                    .text("NODE")
                    .text("STATE")
                    .text("ADDRESS")
                    .number("CPUS FREE")
                    .number("DEVICES FREE")
                    .text("DEVICES")
                    .text("LABELS");
            for (JsonNode node : nodes) {
                table.row(List.of(
                        node.path("name").asText(),
                        node.path("state").asText().toLowerCase(java.util.Locale.ROOT),
                        node.path("address").asText(),
                        share(node, "cpus"),
                        share(node, "devices"),
                        words(node.path("devices")),
                        node.path("labels").toString().replaceAll("[{}\"]", "").replace(':', '=')));
            }
            return table;
        });
        return ExitCode.OK;
    }

    private static String share(JsonNode node, String what) {
        return Numbers.of(node.path("free").path(what)) + "/" + Numbers.of(node.path("total").path(what));
    }

    private static String words(JsonNode list) {
        StringBuilder text = new StringBuilder();
        list.forEach(item -> text.append(text.length() == 0 ? "" : " ").append(item.asText()));
        return text.toString();
    }
}
