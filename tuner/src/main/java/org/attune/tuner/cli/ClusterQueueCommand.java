package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code attune cluster queue}: gangs that run or wait, and why they wait. */
@Command
final class ClusterQueueCommand extends ReadingCommand {

    @Override
    int run() {
        JsonNode body = servers().require().get("queue");
        JsonNode gangs = body.path("queue");
        print(body, gangs, "study", () -> {
            Table table = new Table().text("STUDY").number("TRIAL").number("WORKERS").text("STATE").text("WHY");
            for (JsonNode gang : gangs) {
                table.row(List.of(
                        gang.path("study").asText(),
                        gang.path("trial").asText(),
                        gang.path("workers").asText(),
                        gang.path("state").asText().toLowerCase(java.util.Locale.ROOT),
                        gang.path("why").asText()));
            }
            return table;
        });
        return ExitCode.OK;
    }
}
