package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** A value that was typed as {@code NAME=VALUE}: a number, true, false, null, or text. */
final class GivenValue {

    private GivenValue() {}

    static JsonNode of(String text) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        switch (text) {
            case "true":
                return json.booleanNode(true);
            case "false":
                return json.booleanNode(false);
            case "null":
                return json.nullNode();
            default:
        }
        if (text.matches("[-+]?[0-9]{1,18}")) {
            return json.numberNode(Long.parseLong(text));
        }
        if (text.matches("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]{1,3})?")) {
            return json.numberNode(Double.parseDouble(text));
        }
        return json.textNode(text);
    }

    /** Puts values where their dotted paths lead. */
    static void put(ObjectNode tree, Map<String, String> given) {
        given.forEach((path, text) -> {
            ObjectNode at = tree;
            String[] parts = path.split("\\.", -1);
            for (int i = 0; i < parts.length - 1; i++) {
                at = at.get(parts[i]) instanceof ObjectNode inner ? inner : at.putObject(parts[i]);
            }
            at.set(parts[parts.length - 1], of(text));
        });
    }
}
