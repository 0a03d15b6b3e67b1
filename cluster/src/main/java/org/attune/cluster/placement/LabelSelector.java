package org.attune.cluster.placement;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One condition on a node's labels, as a spec writes it: {@code key = value}, {@code key != value}, {@code key < number},
 * {@code key > number}, {@code key in (a, b)}, {@code key notin (a, b)}, {@code exists key}. Values are bare words.
 *
 * <p>Every node has the labels {@code host}, {@code os}, {@code arch}, {@code cpus}, {@code gpu.count} and, with devices,
 * {@code gpu.model}, besides its own. A label that a node lacks makes {@code !=} and {@code notin} true and everything
 * else false.
 *
 * @param key the label's name
 * @param operator how it is compared
 * @param values what it is compared with: none for {@code exists}, one or more words otherwise
 */
public record LabelSelector(String key, Operator operator, List<String> values) {

    /** How a label is compared. */
    public enum Operator {
        /** The label is this word. */
        EQUAL("="),
        /** The label is another word, or absent. */
        NOT_EQUAL("!="),
        /** The label is a smaller number. */
        LESS("<"),
        /** The label is a larger number. */
        GREATER(">"),
        /** The label is one of these words. */
        IN("in"),
        /** The label is none of these words, or absent. */
        NOT_IN("notin"),
        /** The label is there. */
        EXISTS("exists");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }
    }

    /** Longest text of a selector, in characters. */
    public static final int LENGTH_MAX = 1024;

    /** Most words in the brackets of {@code in} and {@code notin}. */
    public static final int VALUES_MAX = 100;

    private static final String FORMS =
            "expected: key = value, key != value, key < number, key > number, key in (a, b), key notin (a, b) or exists key";
    private static final String KEY = "[A-Za-z_][A-Za-z0-9_./-]*";
    private static final String WORD = "[A-Za-z0-9_.:/+-]+";
    private static final Pattern EXISTS_FORM = Pattern.compile("exists\\s+(\\S+)");
    private static final Pattern SET_FORM = Pattern.compile("(\\S+)\\s+(in|notin)\\s*\\((.*)\\)");
    private static final Pattern SIGN_FORM = Pattern.compile("([^\\s=!<>]+)\\s*(=|!=|<|>)\\s*(.*)");
    private static final Pattern KEY_PATTERN = Pattern.compile(KEY);
    private static final Pattern WORD_PATTERN = Pattern.compile(WORD);

    /** Copies the values. */
    public LabelSelector {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(operator, "operator");
        values = List.copyOf(values);
    }

    /**
     * Reads a selector.
     *
     * @throws IllegalArgumentException when it is none; the message says what was found and which forms there are
     */
    public static LabelSelector parse(String text) {
        if (text.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "a label selector has at most " + LENGTH_MAX + " characters, not " + text.length());
        }
        String trimmed = text.strip();
        Matcher exists = EXISTS_FORM.matcher(trimmed);
        if (exists.matches()) {
            return new LabelSelector(key(exists.group(1), text), Operator.EXISTS, List.of());
        }
        Matcher set = SET_FORM.matcher(trimmed);
        if (set.matches()) {
            Operator operator = set.group(2).equals("in") ? Operator.IN : Operator.NOT_IN;
            return new LabelSelector(key(set.group(1), text), operator, words(set.group(3), text));
        }
        Matcher sign = SIGN_FORM.matcher(trimmed);
        if (!sign.matches()) {
            throw new IllegalArgumentException("not a label selector: \"" + text + "\" (" + FORMS + ")");
        }
        Operator operator = bySign(sign.group(2));
        String value = word(sign.group(3), text);
        if ((operator == Operator.LESS || operator == Operator.GREATER) && number(value) == null) {
            throw new IllegalArgumentException(
                    "not a number: \"" + value + "\" in \"" + text + "\" (< and > compare numbers)");
        }
        return new LabelSelector(key(sign.group(1), text), operator, List.of(value));
    }

    /** Whether a node with these labels may be used. */
    public boolean matches(Map<String, String> labels) {
        @Nullable String label = labels.get(key);
        switch (operator) {
            case EXISTS:
                return label != null;
            case EQUAL:
            case IN:
                return label != null && values.contains(label);
            case NOT_EQUAL:
            case NOT_IN:
                return label == null || !values.contains(label);
            case LESS:
                return label != null && compare(label) < 0;
            case GREATER:
                return label != null && compare(label) > 0;
        }
        throw new AssertionError(operator);
    }

    /** The sign of label - value; 0 also when the label is no number, so that neither {@code <} nor {@code >} holds. */
    private int compare(String label) {
        @Nullable BigDecimal left = number(label);
        @Nullable BigDecimal right = number(values.get(0));
        return left == null || right == null ? 0 : left.compareTo(right);
    }

    private static Operator bySign(String sign) {
        for (Operator operator : Operator.values()) {
            if (operator.sign.equals(sign)) {
                return operator;
            }
        }
        throw new AssertionError(sign);
    }

    private static List<String> words(String inside, String text) {
        List<String> words = new ArrayList<>();
        for (String part : inside.split(",", -1)) {
            words.add(word(part.strip(), text));
        }
        if (words.size() > VALUES_MAX) {
            throw new IllegalArgumentException("at most " + VALUES_MAX + " values in a label selector, not "
                    + words.size() + ": \"" + text + "\"");
        }
        return words;
    }

    private static String key(String key, String text) {
        if (!KEY_PATTERN.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    "not the name of a label: \"" + key + "\" in \"" + text + "\" (letters, digits and _ . / -)");
        }
        return key;
    }

    private static String word(String word, String text) {
        if (word.startsWith("=")) {
            throw new IllegalArgumentException("one sign too many in \"" + text + "\" (" + FORMS + ")");
        }
        if (!WORD_PATTERN.matcher(word).matches()) {
            throw new IllegalArgumentException(
                    "not a bare word: \"" + word + "\" in \"" + text + "\" (letters, digits and _ . : / + -)");
        }
        return word;
    }

    private static @Nullable BigDecimal number(String text) {
        if (text.length() > 40) {
            return null;
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The selector in its canonical form; {@link #parse} reads it back. */
    @Override
    public String toString() {
        if (operator == Operator.EXISTS) {
            return "exists " + key;
        }
        if (operator == Operator.IN || operator == Operator.NOT_IN) {
            return String.format(Locale.ROOT, "%s %s (%s)", key, operator.sign, String.join(", ", values));
        }
        return key + " " + operator.sign + " " + values.get(0);
    }
}
