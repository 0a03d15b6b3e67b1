package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
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
            List<JsonNode> chosen = new ArrayList<>();
            for (JsonNode series : body.path("series")) {
                if (metrics.isEmpty() || metrics.contains(series.path("name").asText())) {
                    chosen.add(series);
                }
            }
            print(body, chosen, "name", () -> {
                Table table = new Table().text("METRIC").number("STEP").number("VALUE");
                for (JsonNode series : chosen) {
                    JsonNode steps = series.has("step") ? series.path("step") : series.path("steps");
                    JsonNode values = series.has("value") ? series.path("value") : series.path("values");
                    for (int i = 0; i < steps.size(); i++) {
                        table.row(List.of(
                                series.path("name").asText(), steps.get(i).asText(), Numbers.of(values.get(i))));
                    }
                }
                return table;
            });
        }
        return ExitCode.OK;
    }
}
