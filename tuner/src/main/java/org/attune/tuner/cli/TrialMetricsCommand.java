package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code attune trial metrics STUDY N [NAME…]}. */
@Command
final class TrialMetricsCommand extends ReadingCommand {

    @Parameters(index = "0", paramLabel = "STUDY")
    String study = "";

    @Parameters(index = "1", paramLabel = "N")
    int number;

    @Parameters(index = "2..*", paramLabel = "METRIC")
    List<String> metrics = new ArrayList<>();

    @Override
    int run() {
        try (StudyReader reader = reader()) {
            JsonNode body = reader.series(study, number);
            ObjectNode shown = RestClient.JSON.createObjectNode();
            ArrayNode chosen = shown.putArray("series");
            List<String> known = new ArrayList<>();
            for (JsonNode series : body.path("series")) {
                known.add(series.path("name").asText());
                if (metrics.isEmpty() || metrics.contains(series.path("name").asText())) {
                    chosen.add(series);
                }
            }
            for (String metric : metrics) {
                if (!known.contains(metric)) {
                    throw new CliFailure(
                            ExitCode.NOT_FOUND,
                            study + " trial " + number + " has no metric \"" + metric + "\""
                                    + Names.didYouMean(metric, known));
                }
            }
            print(shown, chosen, "name", () -> {
                Table table = new Table()
                        .text("metric", "METRIC")
                        .number("step", "STEP")
                        .number("value", "VALUE")
                        .text("time", "TIME");
                for (JsonNode series : chosen) {
                    for (int i = 0; i < series.path("step").size(); i++) {
                        table.row(List.of(
                                Cell.of(series.path("name").asText()),
                                Cell.of(series.path("step").path(i)),
                                Cell.of(series.path("value").path(i)),
                                Cell.of(series.path("time").path(i))));
                    }
                }
                return table;
            });
        }
        return ExitCode.OK;
    }
}
