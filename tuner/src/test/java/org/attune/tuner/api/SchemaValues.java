package org.attune.tuner.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes values that fit a schema of the contract more or less, and spoils them. */
final class SchemaValues {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> ODD_TEXTS = List.of(
            "",
            " ",
            "null",
            "../../etc/passwd",
            "a:b",
            "\u0000",
            "\uD83D\uDE00 \u202Eabc",
            "x".repeat(5_000),
            "'; DROP TABLE study; --",
            "%00",
            "{{7*7}}",
            "NaN",
            "1e999",
            "-1",
            "\r\nSet-Cookie: a=b");

    private final JsonNode document;
    private final Random random;

    SchemaValues(JsonNode document, Random random) {
        this.document = document;
        this.random = random;
    }

    JsonNode value(JsonNode schema, int depth) {
        String ref = schema.path("$ref").asText("");
        if (!ref.isEmpty()) {
            return value(document.at(ref.substring(1)), depth + 1);
        }
        if (schema.has("enum")) {
            return schema.path("enum").path(random.nextInt(schema.path("enum").size()));
        }
        if (schema.has("anyOf")) {
            return value(
                    schema.path("anyOf")
                            .path(random.nextInt(schema.path("anyOf").size())),
                    depth + 1);
        }
        JsonNode type = schema.path("type");
        String kind = type.isArray() ? type.path(random.nextInt(type.size())).asText() : type.asText();
        return switch (kind) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, depth);
            case "integer" -> MAPPER.getNodeFactory().numberNode(whole(schema));
            case "number" -> MAPPER.getNodeFactory().numberNode(random.nextDouble() * 100);
            case "boolean" -> MAPPER.getNodeFactory().booleanNode(random.nextBoolean());
            case "null" -> MAPPER.nullNode();
            default -> MAPPER.getNodeFactory().textNode(text(schema));
        };
    }

    private long whole(JsonNode schema) {
        long low = schema.path("minimum").asLong(0);
        long high = Math.min(schema.path("maximum").asLong(1_000), low + 1_000);
        return low + (long) (random.nextDouble() * (high - low + 1));
    }

    private String text(JsonNode schema) {
        String pattern = schema.path("pattern").asText("");
        if (pattern.contains("[0-9a-f]{64}")) {
            return "0".repeat(64);
        }
        if (pattern.contains("a-z0-9")) {
            return random.nextBoolean() ? "fuzzed" : "fuzz-" + random.nextInt(20);
        }
        return random.nextInt(4) == 0 ? ODD_TEXTS.get(random.nextInt(ODD_TEXTS.size())) : "word" + random.nextInt(9);
    }

    private ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = MAPPER.createObjectNode();
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        schema.path("properties").properties().forEach(each -> {
            if (required.contains(each.getKey()) || random.nextInt(3) > 0) {
                object.set(each.getKey(), value(each.getValue(), depth + 1));
            }
        });
        JsonNode more = schema.path("additionalProperties");
        if (more.isObject() && depth < 5) {
            object.set(random.nextBoolean() ? "loss" : "x", value(more, depth + 1));
        }
        return object;
    }

    private ArrayNode array(JsonNode schema, int depth) {
        ArrayNode array = MAPPER.createArrayNode();
        for (int n = random.nextInt(3) + 1; n > 0; n--) {
            array.add(value(schema.path("items"), depth + 1));
        }
        return array;
    }

    /** The text of a body, perhaps spoilt. */
    String body(JsonNode schema) {
        JsonNode value = value(schema, 0);
        switch (random.nextInt(8)) {
            case 0 -> {
                if (value instanceof ObjectNode object) {
                    object.put("unknownField", 1);
                }
            }
            case 1 -> spoil(value);
            case 2 -> {
                String text = value.toString();
                return text.substring(0, random.nextInt(text.length() + 1));
            }
            case 3 -> {
                return "[".repeat(200) + "]".repeat(200);
            }
            case 4 -> {
                return value.toString().replaceFirst("[0-9]+", "1e99999");
            }
            default -> {}
        }
        return value.toString();
    }

    private void spoil(JsonNode value) {
        if (value instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.get(random.nextInt(names.size()));
            switch (random.nextInt(5)) {
                case 0 -> object.remove(name);
                case 1 -> object.putNull(name);
                case 2 -> object.put(name, odd());
                case 3 -> object.put(name, random.nextLong());
                default -> object.putArray(name).addObject();
            }
        }
    }

    String odd() {
        return ODD_TEXTS.get(random.nextInt(ODD_TEXTS.size()));
    }
}
