package org.attune.benchmarks.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Recorded runs: one JSON object a line. */
final class RunFile {

    private static final ObjectMapper JSON = new ObjectMapper();

    private RunFile() {}

    /** The runs of all files of a folder whose names end in {@code .jsonl}, in the order of the names. */
    static List<Run> readAll(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(file -> file.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList();
        }
        List<Run> runs = new ArrayList<>();
        for (Path file : files) {
            runs.addAll(read(file));
        }
        return runs;
    }

    /**
     * The runs of a file.
     *
     * @throws IOException naming the file and line that is wrong
     */
    static List<Run> read(Path file) throws IOException {
        List<Run> runs = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            JsonNode json = JSON.readTree(lines.get(i));
            for (String field : List.of("peer", "task", "seed", "budget", "values")) {
                if (!json.has(field)) {
                    throw new IOException(file + ", line " + (i + 1) + " has no " + field);
                }
            }
            runs.add(run(json));
        }
        return runs;
    }

    private static Run run(JsonNode json) {
        double[] values = new double[json.path("values").size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = json.path("values").path(i).asDouble(Double.NaN);
        }
        return new Run(
                json.path("peer").asText(),
                json.path("version").asText(),
                json.path("task").asText(),
                json.path("seed").asInt(),
                json.path("budget").asInt(),
                json.path("cpu_p50").asDouble(Double.NaN),
                json.path("cpu_p95").asDouble(Double.NaN),
                values);
    }

    /** Writes runs so that {@link #read} gives them back. */
    static void write(Path file, List<Run> runs) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Run run : runs) {
            ObjectNode json = JSON.createObjectNode()
                    .put("peer", run.optimiser())
                    .put("version", run.version())
                    .put("task", run.task())
                    .put("seed", run.seed())
                    .put("budget", run.budget())
                    .put("cpu_p50", run.cpuMedian())
                    .put("cpu_p95", run.cpuHigh());
            ArrayNode values = json.putArray("values");
            for (double value : run.values()) {
                if (Double.isFinite(value)) {
                    values.add(value);
                } else {
                    values.addNull();
                }
            }
            text.append(JSON.writeValueAsString(json)).append('\n');
        }
        Files.writeString(file, text);
    }
}
