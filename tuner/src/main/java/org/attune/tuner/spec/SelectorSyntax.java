package org.attune.tuner.spec;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The syntax of label selectors: {@code key = value}, {@code !=}, {@code <}, {@code >}, {@code in (a, b)}, {@code
 * notin (a, b)}, {@code exists key}.
 */
final class SelectorSyntax {

    private static final String WORD = "[A-Za-z0-9_.:/+-]+";
    private static final Pattern KEY = Pattern.compile("\\s*([A-Za-z_][A-Za-z0-9_./-]*)\\s*");
    private static final Pattern OPERATOR = Pattern.compile("(!=|=(?!=)|<(?!=)|>(?!=)|\\bin\\b|\\bnotin\\b)\\s*");
    private static final Pattern VALUE = Pattern.compile("(" + WORD + ")\\s*");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)?\\s*");
    private static final Pattern LIST = Pattern.compile("\\(\\s*" + WORD + "(\\s*,\\s*" + WORD + "){0,99}\\s*\\)\\s*");

    private SelectorSyntax() {}

    /** What is wrong, with offsets into the text. */
    record Mistake(String detail, int from, int to) {}

    static @Nullable Mistake check(String text) {
        Matcher key = KEY.matcher(text);
        if (!key.lookingAt()) {
            return new Mistake("expected the key of a label", 0, text.length());
        }
        int at = key.end();
        if (key.group(1).equals("exists")) {
            Matcher of = KEY.matcher(text).region(at, text.length());
            return of.matches() ? null : new Mistake("expected one key after exists", at, text.length());
        }
        Matcher operator = OPERATOR.matcher(text).region(at, text.length());
        if (!operator.lookingAt()) {
            String hint = text.startsWith("==", at) ? "; equality is =" : "";
            return new Mistake(
                    "expected =, !=, <, >, in or notin after the key" + hint,
                    Math.min(at, text.length()),
                    text.length());
        }
        int rest = operator.end();
        String name = operator.group(1);
        Pattern needed = name.endsWith("in") ? LIST : name.equals("<") || name.equals(">") ? NUMBER : VALUE;
        if (needed.matcher(text).region(rest, text.length()).matches()) {
            return null;
        }
        String expected = needed.equals(LIST)
                ? "values in brackets, such as (a, b)"
                : needed.equals(NUMBER) ? "a number" : "one bare word";
        return new Mistake("expected " + expected + " after " + name, rest, text.length());
    }
}
