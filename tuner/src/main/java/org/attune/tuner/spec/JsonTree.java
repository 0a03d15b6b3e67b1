package org.attune.tuner.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.attune.tuner.spec.SpecNode.Kind;

/** A JSON tree as a tree with places, all of them the start. */
final class JsonTree {

    private static final Place NOWHERE = Place.start("spec");

    private JsonTree() {}

    static SpecNode of(JsonNode json) {
        return of(json, 0);
    }

    private static SpecNode of(JsonNode json, int depth) {
        if (depth > YamlTree.MAX_DEPTH) {
            throw new IllegalArgumentException("the JSON nests deeper than " + YamlTree.MAX_DEPTH + " levels");
        }
        if (json.isObject()) {
            List<SpecNode.Entry> entries = new ArrayList<>();
            for (Map.Entry<String, JsonNode> field : json.properties()) {
                entries.add(new SpecNode.Entry(field.getKey(), NOWHERE, of(field.getValue(), depth + 1)));
            }
            return new SpecNode.Mapping(entries, NOWHERE);
        }
        if (json.isArray()) {
            List<SpecNode> items = new ArrayList<>();
            json.forEach(item -> items.add(of(item, depth + 1)));
            return new SpecNode.Items(items, NOWHERE);
        }
        return scalar(json);
    }

    private static SpecNode.Scalar scalar(JsonNode json) {
        String text = json.asText();
        if (json.isTextual()) {
            return new SpecNode.Scalar(Kind.TEXT, text, text, null, NOWHERE);
        }
        if (json.isBoolean()) {
            return new SpecNode.Scalar(Kind.BOOL, text, json.booleanValue(), null, NOWHERE);
        }
        if (json.isIntegralNumber() && json.canConvertToLong()) {
            return new SpecNode.Scalar(Kind.INT, text, json.longValue(), null, NOWHERE);
        }
        if (json.isNumber()) {
            return new SpecNode.Scalar(Kind.FLOAT, text, json.doubleValue(), null, NOWHERE);
        }
        return new SpecNode.Scalar(Kind.NULL, text, text, null, NOWHERE);
    }
}
