package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;

/** Parameters ready to paste: as flags, as shell variables, or a line each. Pure. */
final class ParameterForms {

    private ParameterForms() {}

    static boolean knows(String form) {
        return form.equals("flags") || form.equals("env") || form.equals("params");
    }

    /** One trial's parameters in a form that {@link #knows}. Exact values, quoted for the shell. */
    static String write(String form, JsonNode parameters) {
        StringBuilder text = new StringBuilder();
        for (Iterator<Map.Entry<String, JsonNode>> fields = parameters.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            String value = field.getValue().asText();
            switch (form) {
                case "flags":
                    text.append(text.length() == 0 ? "" : " ").append(Shell.quote("--" + field.getKey() + "=" + value));
                    break;
                case "env":
                    text.append(variable(field.getKey())).append('=').append(Shell.quote(value)).append('\n');
                    break;
                default:
                    text.append(field.getKey()).append(": ").append(value).append('\n');
            }
        }
        return form.equals("flags") ? text.append('\n').toString() : text.toString();
    }

    /** A parameter's name as a shell variable. */
    static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
