package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code attune cluster devices}: all devices, and which trial has each. */
@Command
final class ClusterDevicesCommand extends ReadingCommand {

    @Option(names = "--node", paramLabel = "NODE", description = "Only of this node.")
    @Nullable
    String node;

    @Override
    int run() {
        JsonNode body = servers().require().get("devices" + (node == null ? "" : "?node=" + RestClient.encode(node)));
        JsonNode devices = body.path("devices");
        print(body, devices, "id", () -> {
            Table table = new Table()
                    .text("node", "NODE")
                    .text("id", "DEVICE")
                    .text("model", "MODEL")
                    .text("state", "STATE")
                    .text("trial", "TRIAL")
                    .number("attempt", "ATTEMPT")
                    .number("rank", "RANK");
            for (JsonNode device : devices) {
                boolean held = device.has("studyId");
                table.row(List.of(
                        Cell.of(device.path("node")),
                        Cell.of(device.path("id")),
                        Cell.of(device.path("model")),
                        Cell.state(device.path("state").asText(), terminal().outStyle()),
                        Cell.of(
                                held
                                        ? device.path("studyId").asText() + "/"
                                                + device.path("trial").asText()
                                        : ""),
                        held ? Cell.of(device.path("attempt")) : Cell.of(""),
                        held ? Cell.of(device.path("rank")) : Cell.of("")));
            }
            return table;
        });
        if (devices.isEmpty() && form().equals("table")) {
            say(node == null ? "no node has devices" : "node " + node + " has no devices, or has not joined");
            next("attune cluster show", "attune agent start --devices A100:4");
        }
        return ExitCode.OK;
    }
}
