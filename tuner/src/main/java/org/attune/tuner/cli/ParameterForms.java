package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Parameters ready to paste: as flags, as shell variables, or a line each. Pure. */
final class ParameterForms {

    private static final Set<String> SHELL_OWN = Set.of(
            "PATH", "HOME", "IFS", "ENV", "PS1", "PS2", "PS4", "PWD", "OLDPWD", "SHELL", "USER", "UID", "EUID", "TERM",
            "LANG", "TMPDIR", "CDPATH", "RANDOM", "SECONDS", "LINENO", "OPTIND", "TRIAL", "_");

    private ParameterForms() {}

    static boolean knows(String form) {
        return form.equals("flags") || form.equals("env") || form.equals("params");
    }

    /** These forms, after others. */
    static List<String> added(List<String> others) {
        List<String> all = new ArrayList<>(others);
        all.addAll(List.of("flags", "env", "params"));
        return all;
    }

    /** One trial's parameters in a form that {@link #knows}. Exact values; flags and env are quoted for the shell. */
    static String write(String form, JsonNode parameters) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, JsonNode> field : parameters.properties()) {
            String value = field.getValue().asText();
            switch (form) {
                case "flags" ->
                    text.append(text.length() == 0 ? "" : " ").append(Shell.quote("--" + field.getKey() + "=" + value));
                case "env" ->
                    text.append(variable(field.getKey()))
                            .append('=')
                            .append(Shell.quote(value))
                            .append('\n');
                default ->
                    text.append(field.getKey()).append(": ").append(value).append('\n');
            }
        }
        return form.equals("flags") ? text.append('\n').toString() : text.toString();
    }

    /** {@code lr 3.1e-4   layers 3   optimizer adam}: for people, rounded. */
    static String line(JsonNode parameters) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, JsonNode> field : parameters.properties()) {
            text.append(text.length() == 0 ? "" : "   ")
                    .append(field.getKey())
                    .append(' ')
                    .append(Columns.clean(Numbers.of(field.getValue())));
        }
        return text.toString();
    }

    /** A parameter's name as a shell variable; with HP_ before it where the shell itself means something by it. */
    static String variable(String name) {
        String upper = name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        boolean taken = SHELL_OWN.contains(upper) || upper.startsWith("LD_") || upper.startsWith("BASH");
        return taken ? "HP_" + upper : upper;
    }
}
