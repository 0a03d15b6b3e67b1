package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code attune cluster queue}: gangs that run or wait, and why they wait. */
@Command
final class ClusterQueueCommand extends ReadingCommand {

    @Override
    int run() {
        JsonNode body = servers().require().get("queue");
        List<JsonNode> gangs = new ArrayList<>();
        body.path("running").forEach(gangs::add);
        body.path("queue").forEach(gangs::add);
        print(body, gangs, "studyId", () -> table(gangs, terminal().outStyle()));
        if (gangs.isEmpty() && form().equals("table")) {
            say("nothing runs and nothing waits");
        }
        return ExitCode.OK;
    }

    static Table table(List<JsonNode> gangs, Style style) {
        Table table = new Table()
                .number("position", "WAITS AT")
                .text("studyId", "STUDY")
                .number("trial", "TRIAL")
                .number("attempt", "ATTEMPT")
                .text("state", "STATE")
                .number("workers", "WORKERS")
                .text("nodes", "NODES")
                .text("reason", "WHY");
        for (JsonNode gang : gangs) {
            table.row(List.of(
                    gang.has("position") ? Cell.of(gang.path("position")) : Cell.of(""),
                    Cell.of(gang.path("studyId")),
                    Cell.of(gang.path("trial")),
                    Cell.of(gang.path("attempt")),
                    Cell.state(gang.path("state").asText(), style),
                    Cell.of(gang.path("workers")),
                    Cell.of(ClusterShowCommand.words(gang.path("nodes"))),
                    Cell.of(gang.path("reason").asText())));
        }
        return table;
    }
}
