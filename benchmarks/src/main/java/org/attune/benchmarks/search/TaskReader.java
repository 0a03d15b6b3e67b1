package org.attune.benchmarks.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.attune.search.space.CategoricalParameter;
import org.attune.search.space.Condition;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.IntParameter;
import org.attune.search.space.OrdinalParameter;
import org.attune.search.space.Parameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;

/**
 * Reads task files. Defaults of parameters are left out of the spaces, as the recorded optimisers were not told them
 * either.
 */
final class TaskReader {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<Path, OnnxModel> models = new HashMap<>();

    /**
     * The tasks of a folder, in the order of their names.
     *
     * @throws IOException naming the file and what is wrong with it
     */
    List<SearchTask> readAll(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        List<SearchTask> tasks = new ArrayList<>();
        for (Path file : files) {
            tasks.add(read(file));
        }
        return tasks;
    }

    /** Reads one file. */
    SearchTask read(Path file) throws IOException {
        JsonNode json = JSON.readTree(file.toFile());
        try {
            require(json.path("format").asInt() == 1, "format is " + json.path("format") + ", expected 1");
            SearchSpace space = space(json.path("parameters"));
            double sign = json.path("objective").path("sign").asDouble(1);
            Evaluation evaluation = evaluation(file, json, sign);
            return new SearchTask(
                    text(json, "name"),
                    text(json, "family"),
                    space,
                    json.path("budget").asInt(),
                    new Regret(
                            json.path("y_star").asDouble(), json.path("y_ref").asDouble()),
                    evaluation.objective(),
                    evaluation.fidelity(),
                    checks(json.path("checks")));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }

    private static String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        require(value.isTextual(), field + " is " + value + ", expected a text");
        return value.asText();
    }

    private static Object scalar(JsonNode value) {
        if (value.isIntegralNumber()) {
            return value.asLong();
        }
        if (value.isNumber()) {
            return value.asDouble();
        }
        if (value.isBoolean()) {
            return value.asBoolean();
        }
        require(value.isTextual(), value + " is given, expected a text, number or boolean");
        return value.asText();
    }

    private static List<Object> scalars(JsonNode values) {
        List<Object> list = new ArrayList<>();
        values.forEach(value -> list.add(scalar(value)));
        return list;
    }

    private static SearchSpace space(JsonNode parameters) {
        SearchSpace.Builder space = SearchSpace.builder();
        parameters.forEach(parameter -> space.add(parameter(parameter)));
        return space.build();
    }

    private static Parameter parameter(JsonNode json) {
        String name = text(json, "name");
        Optional<Condition> when = condition(json.path("conditions"));
        Scale scale = json.path("log").asBoolean() ? Scale.LOG : Scale.LINEAR;
        double min = json.path("min").asDouble();
        double max = json.path("max").asDouble();
        String type = text(json, "type");
        return switch (type) {
            case "float" ->
                new FloatParameter(name, min, max, scale, OptionalDouble.empty(), OptionalDouble.empty(), when);
            case "int" -> new IntParameter(name, (long) min, (long) max, scale, 1, OptionalLong.empty(), when);
            case "categorical" ->
                new CategoricalParameter(name, scalars(json.path("values")), List.of(), Optional.empty(), when);
            case "ordinal" -> new OrdinalParameter(name, scalars(json.path("values")), Optional.empty(), when);
            default ->
                throw new IllegalArgumentException("the type of parameter " + name + " is " + type
                        + ", expected float, int, categorical or ordinal");
        };
    }

    private static Optional<Condition> condition(JsonNode conditions) {
        Map<String, Condition.Test> tests = new LinkedHashMap<>();
        for (JsonNode each : conditions) {
            tests.put(text(each, "parent"), new Condition.OneOf(scalars(each.path("values"))));
        }
        return tests.isEmpty() ? Optional.empty() : Optional.of(new Condition(tests));
    }

    private static List<SearchTask.Check> checks(JsonNode json) {
        List<SearchTask.Check> checks = new ArrayList<>();
        for (JsonNode each : json) {
            Map<String, Object> values = new LinkedHashMap<>();
            each.path("config").properties().forEach(field -> values.put(field.getKey(), scalar(field.getValue())));
            checks.add(new SearchTask.Check(values, each.path("value").asDouble(Double.NaN)));
        }
        return checks;
    }

    private record Evaluation(Objective objective, Optional<Fidelity> fidelity) {}

    private Evaluation evaluation(Path file, JsonNode json, double sign) throws IOException {
        String kind = text(json, "kind");
        JsonNode how = json.path(kind);
        return switch (kind) {
            case "onnx" -> surrogate(file, how, sign);
            case "table" -> new Evaluation(table(file, json, sign), Optional.empty());
            case "nearest" -> {
                Csv points = new Csv(file.resolveSibling(text(how, "file")));
                Configurations known = new Configurations(axes(json), points);
                double[] values = points.column(text(how, "value_column"));
                yield new Evaluation(point -> sign * values[known.nearest(point)], Optional.empty());
            }
            case "curves" -> {
                Configurations configurations =
                        new Configurations(axes(json), new Csv(file.resolveSibling(text(how, "configs"))));
                int steps = how.path("steps").asInt();
                float[] numbers =
                        FloatFile.read(file.resolveSibling(text(how, "file")), (long) configurations.count() * steps);
                CurveTable curves = new CurveTable(configurations, numbers, steps, sign);
                yield new Evaluation(curves, Optional.of(curves));
            }
            default ->
                throw new IllegalArgumentException("kind is " + kind + ", expected onnx, table, nearest or curves");
        };
    }

    private static List<Configurations.Axis> axes(JsonNode json) {
        List<Configurations.Axis> axes = new ArrayList<>();
        for (JsonNode each : json.path("parameters")) {
            axes.add(new Configurations.Axis(
                    text(each, "name"),
                    each.path("min").asDouble(),
                    each.path("max").asDouble(),
                    each.path("log").asBoolean()));
        }
        return axes;
    }

    private static Objective table(Path file, JsonNode json, double sign) throws IOException {
        Map<String, List<Object>> levels = new HashMap<>();
        for (JsonNode each : json.path("parameters")) {
            levels.put(text(each, "name"), scalars(each.path("values")));
        }
        List<ValueTable.Axis> axes = new ArrayList<>();
        long count = 1;
        for (JsonNode each : json.path("table").path("axes")) {
            List<Object> values = levels.getOrDefault(each.asText(), List.of());
            require(!values.isEmpty(), "axis " + each.asText() + " is no parameter with values");
            axes.add(new ValueTable.Axis(each.asText(), values));
            count *= values.size();
        }
        String name = text(json.path("table"), "file");
        return new ValueTable(axes, FloatFile.read(file.resolveSibling(name), count), sign);
    }

    private Evaluation surrogate(Path file, JsonNode how, double sign) {
        List<SurrogateModel.Input> inputs = new ArrayList<>();
        for (JsonNode input : how.path("inputs")) {
            List<SurrogateModel.Column> columns = new ArrayList<>();
            for (JsonNode column : input.path("columns")) {
                Map<String, Double> codes = new LinkedHashMap<>();
                column.path("codes")
                        .properties()
                        .forEach(
                                code -> codes.put(code.getKey(), code.getValue().asDouble()));
                columns.add(new SurrogateModel.Column(text(column, "name"), codes));
            }
            inputs.add(new SurrogateModel.Input(
                    text(input, "name"),
                    text(input, "dtype"),
                    input.path("inactive").asDouble(),
                    columns));
        }
        Map<String, Object> fixed = new LinkedHashMap<>();
        how.path("fixed").properties().forEach(field -> fixed.put(field.getKey(), scalar(field.getValue())));
        Path path = file.resolveSibling(text(how, "model")).normalize();
        SurrogateModel model = new SurrogateModel(
                models.computeIfAbsent(path, OnnxModel::new),
                inputs,
                text(how, "output"),
                how.path("output_index").asInt(),
                sign,
                fixed);
        JsonNode fidelity = how.path("fidelity");
        boolean stepwise = fidelity.path("type").asText().equals("int")
                && fidelity.path("min").asInt() == 1;
        OptionalInt clock = fidelity.has("time_output_index")
                ? OptionalInt.of(fidelity.path("time_output_index").asInt())
                : OptionalInt.empty();
        return new Evaluation(
                model,
                stepwise
                        ? Optional.of(model.bySteps(
                                text(fidelity, "name"), fidelity.path("max").asInt(), clock))
                        : Optional.empty());
    }
}
