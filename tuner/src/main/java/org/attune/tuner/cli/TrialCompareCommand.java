package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune trial compare STUDY N M…}: trials beside each other, with what differs. */
@Command
final class TrialCompareCommand extends ReadingCommand {

    @Parameters(index = "0", paramLabel = "STUDY")
    String study = "";

    @Parameters(index = "1..*", arity = "2..*", paramLabel = "N")
    List<Integer> numbers = new ArrayList<>();

    @Option(names = "--all", description = "Parameters that are the same in all, too.")
    boolean all;

    @Override
    int run() {
        RestClient client = servers().require();
        List<JsonNode> trials = new ArrayList<>();
        for (int number : numbers) {
            trials.add(RestReader.named(client, study, () -> client.get(RestReader.path(study) + "/trials/" + number)));
        }
        Map<String, List<JsonNode>> lines = new LinkedHashMap<>();
        line(lines, trials, "state", "/state");
        names(trials, "metrics").forEach(name -> values(lines, trials, "metrics", name));
        line(lines, trials, "seconds", "/durationSeconds");
        for (String name : names(trials, "parameters")) {
            List<JsonNode> values = trials.stream()
                    .map(trial -> trial.path("parameters").path(name))
                    .toList();
            if (all || values.stream().distinct().count() > 1) {
                lines.put(name, values);
            }
        }
        ObjectNode body = RestClient.JSON.createObjectNode();
        lines.forEach((name, values) -> {
            var list = body.putArray(name);
            values.forEach(value -> list.add(value.isMissingNode() ? null : value));
        });
        print(body, List.of(body), "state", () -> {
            Table table = new Table().text("what", "");
            numbers.forEach(number -> table.number("#" + number, "#" + number));
            lines.forEach((name, values) -> {
                List<Cell> row = new ArrayList<>(List.of(Cell.of(name)));
                values.forEach(value -> row.add(
                        name.equals("state")
                                ? Cell.state(value.asText(), terminal().outStyle())
                                : name.equals("seconds") ? Cell.seconds(value) : Cell.of(value)));
                table.row(row);
            });
            return table;
        });
        return ExitCode.OK;
    }

    private static Set<String> names(List<JsonNode> trials, String of) {
        return trials.stream()
                .flatMap(trial -> {
                    List<String> names = new ArrayList<>();
                    trial.path(of).fieldNames().forEachRemaining(names::add);
                    return names.stream();
                })
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static void values(Map<String, List<JsonNode>> lines, List<JsonNode> trials, String of, String name) {
        lines.put(name, trials.stream().map(trial -> trial.path(of).path(name)).toList());
    }

    private static void line(Map<String, List<JsonNode>> lines, List<JsonNode> trials, String name, String pointer) {
        lines.put(name, trials.stream().map(trial -> trial.at(pointer)).toList());
    }
}
