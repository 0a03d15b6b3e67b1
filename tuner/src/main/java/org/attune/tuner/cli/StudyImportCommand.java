package org.attune.tuner.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune study import STUDY FILE}: trials whose results are known, from CSV or NDJSON. */
@Command
final class StudyImportCommand extends AttuneCommand {

    private static final long BYTES_MAX = 256L << 20;

    @Parameters(index = "0", paramLabel = "STUDY")
    String study = "";

    @Parameters(index = "1", paramLabel = "FILE")
    Path file = Path.of("");

    @Option(names = "--dry-run", description = "Say what would be added, add nothing.")
    boolean dryRun;

    @Override
    int run() {
        RestClient client = servers().require();
        JsonNode known = RestReader.named(client, study, () -> client.get(RestReader.path(study)));
        List<String> objectives = new ArrayList<>();
        known.path("objectives")
                .forEach(objective -> objectives.add(objective.path("metric").asText()));
        List<String> parameters = new ArrayList<>();
        known.path("spec").path("parameters").fieldNames().forEachRemaining(parameters::add);
        List<ObjectNode> trials = new ArrayList<>();
        int skipped = 0;
        int row = 0;
        for (ObjectNode each : rows()) {
            row++;
            ObjectNode trial = trial(each, parameters, objectives, row);
            if (trial == null) {
                skipped++;
            } else {
                trials.add(trial);
            }
        }
        if (trials.isEmpty()) {
            throw new CliFailure(
                    ExitCode.INVALID,
                    file
                            + " has no trial with a result\n  help: columns are params.NAME and metrics.NAME, as  attune study"
                            + " export  writes them, or params_NAME and value");
        }
        if (!dryRun) {
            for (ObjectNode trial : trials) {
                client.post(RestReader.path(study) + "/trials", trial);
            }
        }
        say(terminal().errStyle().tick() + " " + trials.size() + (trials.size() == 1 ? " trial" : " trials")
                + (dryRun ? " would be added to " : " added to ") + study
                + (skipped == 0 ? "" : "; " + skipped + " without a result left out"));
        next("attune best " + study);
        return ExitCode.OK;
    }

    private @org.jspecify.annotations.Nullable ObjectNode trial(
            ObjectNode row, List<String> parameters, List<String> objectives, int number) {
        String state = row.path("state").asText("SUCCEEDED").toUpperCase(Locale.ROOT);
        ObjectNode trial = RestClient.JSON.createObjectNode();
        ObjectNode point = trial.putObject("parameters");
        for (String name : parameters) {
            JsonNode value = first(row, "params." + name, "params_" + name);
            if (value != null) {
                point.set(name, value);
            }
        }
        ObjectNode metrics = trial.putObject("metrics");
        for (int i = 0; i < objectives.size(); i++) {
            JsonNode value = first(
                    row,
                    "metrics." + objectives.get(i),
                    i == 0 ? "objective" : "",
                    "values_" + i,
                    i == 0 ? "value" : "");
            if (value != null) {
                metrics.set(objectives.get(i), value);
            }
        }
        boolean done = state.equals("SUCCEEDED") || state.equals("COMPLETE") || state.equals("PRUNED");
        if (!done || metrics.size() < objectives.size() || point.isEmpty()) {
            return null;
        }
        // the same file again adds nothing twice
        trial.put(
                "requestId",
                UUID.nameUUIDFromBytes(
                                (file.getFileName() + "\n" + number + "\n" + row).getBytes(StandardCharsets.UTF_8))
                        .toString());
        return trial.put("note", "imported from " + file.getFileName());
    }

    private static @org.jspecify.annotations.Nullable JsonNode first(ObjectNode row, String... names) {
        for (String name : names) {
            JsonNode value = row.get(name);
            if (value != null && !value.isNull() && !value.asText().isEmpty()) {
                return value.isTextual() ? GivenValue.of(value.asText()) : value;
            }
        }
        return null;
    }

    private List<ObjectNode> rows() {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new CliFailure(ExitCode.INVALID, file + " is larger than " + Sizes.text(BYTES_MAX));
            }
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return text.stripLeading().startsWith("{") ? ndjson(text) : Csv.rows(text);
        } catch (JsonProcessingException e) {
            throw new CliFailure(ExitCode.INVALID, file + " is no NDJSON: " + e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            throw new CliFailure(ExitCode.INVALID, file + ": " + e.getMessage());
        } catch (IOException e) {
            throw new CliFailure(ExitCode.INVALID, file + " cannot be read: " + e.getMessage());
        }
    }

    private static List<ObjectNode> ndjson(String text) throws JsonProcessingException {
        List<ObjectNode> rows = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (!line.isBlank() && RestClient.JSON.readTree(line) instanceof ObjectNode row) {
                rows.add(flat(row));
            }
        }
        return rows;
    }

    /** {@code {"params": {"x": 1}}} as {@code {"params.x": 1}}. */
    private static ObjectNode flat(ObjectNode row) {
        ObjectNode flat = RestClient.JSON.createObjectNode();
        row.properties().forEach(each -> {
            if (each.getValue().isObject()) {
                each.getValue()
                        .properties()
                        .forEach(inner -> flat.set(each.getKey() + "." + inner.getKey(), inner.getValue()));
            } else {
                flat.set(each.getKey(), each.getValue());
            }
        });
        return flat;
    }
}
