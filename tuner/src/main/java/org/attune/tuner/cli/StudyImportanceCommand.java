package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code attune study importance STUDY}: which parameters decide. */
@Command
final class StudyImportanceCommand extends ReadingCommand {

    private static final int BAR = 20;

    @Parameters(paramLabel = "STUDY")
    String study = "";

    @Override
    int run() {
        RestClient client = servers().require();
        JsonNode body =
                RestReader.named(client, study, () -> client.get(RestReader.path(study) + "/analysis/importance"));
        JsonNode list = body.path("importance");
        print(body, list, "parameter", () -> {
            Table table = new Table()
                    .text("parameter", "PARAMETER")
                    .number("main", "ALONE")
                    .number("total", "WITH OTHERS")
                    .text("bar", "");
            for (JsonNode each : list) {
                double total = each.path("total").asDouble();
                table.row(List.of(
                        Cell.of(each.path("parameter")),
                        Cell.of(each.path("main")),
                        Cell.of(each.path("total")),
                        new Cell(terminal().outStyle().bar(total, BAR), "")));
            }
            return table;
        });
        if (form().equals("table")) {
            say("learnt from " + body.path("learntFrom").asText() + " trials");
        }
        return ExitCode.OK;
    }
}
