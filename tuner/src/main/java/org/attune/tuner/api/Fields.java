package org.attune.tuner.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.attune.tuner.spec.Nearest;
import org.jspecify.annotations.Nullable;

/** The fields of one object of a body: unknown ones are refused by name, known ones read with their type and limits. */
final class Fields {

    private static final int MAX_METRICS = 1_000;
    private static final int MAX_METRIC_NAME = 128;

    private final ObjectNode object;
    private final String pointer;

    /** Refuses all unknown fields at once. */
    Fields(ObjectNode object, String pointer, Set<String> known) {
        this.object = object;
        this.pointer = pointer;
        List<String> unknown = null;
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                if (unknown == null) {
                    unknown = new ArrayList<>();
                }
                unknown.add(name);
            }
        }
        if (unknown != null) {
            throw unknown(pointer, unknown, known, "field");
        }
    }

    /** The refusal of names that nobody knows. */
    static RequestProblem unknown(String pointer, List<String> names, Set<String> known, String what) {
        List<Problem.Field> fields = new ArrayList<>();
        for (String name : names.subList(0, Math.min(names.size(), 20))) {
            Optional<String> near = Nearest.to(name, known);
            fields.add(new Problem.Field(
                    pointer + "/" + shorten(name).replace("~", "~0").replace("/", "~1"),
                    "UNKNOWN_FIELD",
                    "error",
                    "unknown " + what + " \"" + shorten(name) + "\" (known: "
                            + (known.isEmpty()
                                    ? "none"
                                    : String.join(", ", known.stream().sorted().toList())) + ")",
                    null,
                    near.map(n -> "did you mean \"" + n + "\"?").orElse(null),
                    near.orElse(null)));
        }
        return new RequestProblem(new Problem(
                ProblemCode.UNKNOWN_FIELD,
                fields.get(0).detail() + (names.size() == 1 ? "" : " and " + (names.size() - 1) + " more"),
                fields,
                Map.of()));
    }

    boolean has(String name) {
        return object.has(name);
    }

    @Nullable
    String text(String name, int maxLength) {
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isTextual()) {
            throw wrong(name, "text", node);
        }
        String text = node.textValue();
        if (text.length() > maxLength) {
            throw RequestProblem.at(
                    at(name), "has " + text.length() + " characters (expected: at most " + maxLength + ")");
        }
        return text;
    }

    String text(String name, int maxLength, String otherwise) {
        String text = text(name, maxLength);
        return text == null ? otherwise : text;
    }

    boolean flag(String name) {
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            return false;
        }
        if (!node.isBoolean()) {
            throw wrong(name, "true or false", node);
        }
        return node.booleanValue();
    }

    /** A number of the body, or this one when it has none. */
    double number(String name, double min, double max, double otherwise) {
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            return otherwise;
        }
        if (!node.isNumber()) {
            throw wrong(name, "a number", node);
        }
        double value = node.doubleValue();
        if (!(value >= min && value <= max)) {
            throw RequestProblem.at(
                    at(name),
                    shorten(node.asText()) + " is out of range (expected: " + plain(min) + " to " + plain(max) + ")");
        }
        return value;
    }

    long whole(String name, long min, long max, long otherwise) {
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            return otherwise;
        }
        if (!node.isNumber() || !isWhole(node)) {
            throw wrong(name, "a whole number", node);
        }
        BigDecimal value = node.decimalValue();
        if (value.compareTo(BigDecimal.valueOf(min)) < 0 || value.compareTo(BigDecimal.valueOf(max)) > 0) {
            throw RequestProblem.at(
                    at(name), shorten(node.asText()) + " is out of range (expected: " + min + " to " + max + ")");
        }
        return value.longValueExact();
    }

    /** Texts by name. */
    Map<String, String> texts(String name, int most, int maxLength) {
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            return Map.of();
        }
        if (!(node instanceof ObjectNode texts)) {
            throw wrong(name, "an object of texts", node);
        }
        if (texts.size() > most) {
            throw RequestProblem.at(at(name), "has " + texts.size() + " fields (expected: at most " + most + ")");
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each : texts.properties()) {
            if (!each.getValue().isTextual() || each.getValue().textValue().length() > maxLength) {
                throw wrong(name, "texts of at most " + maxLength + " characters", each.getValue());
            }
            values.put(each.getKey(), each.getValue().textValue());
        }
        return values;
    }

    /** Metric values by name; NaN and the infinities are the strings of these names. */
    Map<String, Double> metrics(String name) {
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            return Map.of();
        }
        if (!(node instanceof ObjectNode metrics)) {
            throw wrong(name, "an object of metric values", node);
        }
        if (metrics.size() > MAX_METRICS) {
            throw RequestProblem.at(
                    at(name), "has " + metrics.size() + " metrics (expected: at most " + MAX_METRICS + ")");
        }
        Map<String, Double> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each : metrics.properties()) {
            String metric = each.getKey();
            if (metric.isBlank()
                    || metric.length() > MAX_METRIC_NAME
                    || metric.chars().anyMatch(c -> c < ' ')) {
                throw RequestProblem.at(
                        at(name),
                        "\"" + shorten(metric) + "\" is no metric name (expected: 1 to " + MAX_METRIC_NAME
                                + " printable characters)");
            }
            values.put(metric, value(each.getValue(), at(name) + "/" + metric));
        }
        return values;
    }

    private static double value(JsonNode node, String pointer) {
        if (node.isNumber()) {
            return node.doubleValue();
        }
        if (node.isTextual()) {
            switch (node.textValue()) {
                case "NaN":
                    return Double.NaN;
                case "Infinity":
                    return Double.POSITIVE_INFINITY;
                case "-Infinity":
                    return Double.NEGATIVE_INFINITY;
                default:
            }
        }
        throw RequestProblem.at(
                pointer, "found " + found(node) + " (expected: a number, or \"NaN\", \"Infinity\" or \"-Infinity\")");
    }

    @Nullable
    JsonNode raw(String name) {
        JsonNode node = object.get(name);
        return node == null || node.isNull() ? null : node;
    }

    String at(String name) {
        return pointer + "/" + name;
    }

    RequestProblem wrong(String name, String expected, JsonNode found) {
        return RequestProblem.at(at(name), "found " + found(found) + " (expected: " + expected + ")");
    }

    private static boolean isWhole(JsonNode node) {
        if (node.isIntegralNumber()) {
            return true;
        }
        BigDecimal value = node.decimalValue();
        // 1e3 and 3.0 are whole numbers too; a giant exponent is not expanded to find out
        return Math.abs((long) value.scale()) < 100
                && value.stripTrailingZeros().scale() <= 0;
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : "" + value;
    }

    private static String found(JsonNode node) {
        return node.getNodeType().name().toLowerCase(java.util.Locale.ROOT) + " "
                + (node.isContainerNode() ? "of " + node.size() : shorten(node.toString()));
    }

    private static String shorten(String text) {
        return text.length() > 64 ? text.substring(0, 64) + "…" : text;
    }
}
