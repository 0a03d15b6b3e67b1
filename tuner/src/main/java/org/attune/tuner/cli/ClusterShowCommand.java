package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
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
                    .text("name", "NODE")
                    .text("state", "STATE")
                    .text("address", "ADDRESS")
                    .number("cpusFree", "CPUS FREE")
                    .number("memoryFree", "MEMORY FREE")
                    .number("devicesFree", "DEVICES FREE");
            boolean drained = wide();
            for (JsonNode node : nodes) {
                drained |= node.has("drain");
            }
            if (drained) {
                table.text("drain", "OUT OF SERVICE");
            }
            table.text("labels", "LABELS");
            if (wide()) {
                table.text("devices", "DEVICES").text("lastHeardTime", "LAST HEARD");
            }
            for (JsonNode node : nodes) {
                List<Cell> row = new ArrayList<>(List.of(
                        Cell.of(node.path("name")),
                        Cell.state(node.path("state").asText(), terminal().outStyle()),
                        Cell.of(node.path("address")),
                        share(node, "cpus"),
                        memory(node),
                        share(node, "devices")));
                if (drained) {
                    row.add(Cell.of(drain(node.path("drain"))));
                }
                row.add(Cell.of(labels(node.path("labels"))));
                if (wide()) {
                    row.add(Cell.of(words(node.path("devices"))));
                    row.add(Cell.of(node.path("lastHeardTime")));
                }
                table.row(row);
            }
            return table;
        });
        if (nodes.isEmpty() && form().equals("table")) {
            say("no node has joined yet");
            next("attune agent start");
        }
        return ExitCode.OK;
    }

    private static Cell share(JsonNode node, String what) {
        JsonNode free = node.path("free").path(what);
        return new Cell(Numbers.of(free) + "/" + Numbers.of(node.path("total").path(what)), free.asText());
    }

    private static Cell memory(JsonNode node) {
        JsonNode free = node.path("free").path("memoryBytes");
        return new Cell(
                Numbers.gibibytes(free.asLong()) + "/"
                        + Numbers.gibibytes(
                                node.path("total").path("memoryBytes").asLong()) + " GiB",
                free.asText());
    }

    private static String labels(JsonNode labels) {
        StringBuilder text = new StringBuilder();
        labels.properties()
                .forEach(label -> text.append(text.length() == 0 ? "" : " ")
                        .append(label.getKey())
                        .append('=')
                        .append(label.getValue().asText()));
        return text.toString();
    }

    private static String drain(JsonNode drain) {
        if (drain.isMissingNode()) {
            return "";
        }
        String reason = drain.path("reason").asText();
        String until = drain.path("untilTime").asText();
        return (reason.isEmpty() ? "drained" : reason) + (until.isEmpty() ? "" : ", until " + until);
    }

    /** The texts of a list with spaces between them. */
    static String words(JsonNode list) {
        StringBuilder text = new StringBuilder();
        list.forEach(item -> text.append(text.length() == 0 ? "" : " ").append(item.asText()));
        return text.toString();
    }
}
