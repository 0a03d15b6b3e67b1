package org.attune.runner.worker;

import java.util.Map;

/** Puts values into texts: {@code ${name}} is a value, {@code $$} a dollar, any other dollar stays what it is. */
public final class Template {

    private Template() {}

    /**
     * Replaces each {@code ${name}} by its value.
     *
     * @param text the text with places
     * @param values the exact text of each name
     * @return the text without places; linear in its length, values are not expanded again
     * @throws IllegalArgumentException when a name is unknown or a place is not closed; the message names it
     */
    public static String expand(String text, Map<String, String> values) {
        int dollar = text.indexOf('$');
        if (dollar < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 32);
        int from = 0;
        while (dollar >= 0) {
            out.append(text, from, dollar);
            char next = dollar + 1 < text.length() ? text.charAt(dollar + 1) : 0;
            if (next == '$') {
                out.append('$');
                from = dollar + 2;
            } else if (next == '{') {
                int close = text.indexOf('}', dollar);
                if (close < 0) {
                    throw new IllegalArgumentException(
                            "${ without } at character " + (dollar + 1) + " of \"" + text + "\"");
                }
                String name = text.substring(dollar + 2, close);
                String value = values.get(name);
                if (value == null) {
                    throw new IllegalArgumentException("unknown name ${" + name + "} in \"" + text + "\"; known: "
                            + String.join(", ", values.keySet()));
                }
                out.append(value);
                from = close + 1;
            } else {
                out.append('$');
                from = dollar + 1;
            }
            dollar = text.indexOf('$', from);
        }
        return out.append(text, from, text.length()).toString();
    }
}
