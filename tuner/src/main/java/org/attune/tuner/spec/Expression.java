package org.attune.tuner.spec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An expression of the small language that {@code derived}, {@code constraints} and {@code outcomeConstraints} share.
 *
 * <p>Values are Long, Double, String and Boolean. Evaluation is total: it ends after at most as many steps as the text
 * has characters, never throws,
 * and follows IEEE 754 (a division by zero is an infinity or NaN, comparisons with NaN are false except {@code !=}).
 * Whole numbers stay whole while
 * they fit 64 bits, also through a division without remainder. Immutable.
 */
public final class Expression {

    /** Limit of a text's length. */
    public static final int MAX_LENGTH = 2000;

    /** Limit of nested brackets, calls and signs. */
    public static final int MAX_DEPTH = 50;

    private final String text;
    private final Node root;

    private Expression(String text, Node root) {
        this.text = text;
        this.root = root;
    }

    /** What parsing ends in. */
    public sealed interface Result {
        /** The text is an expression. */
        record Parsed(Expression expression) implements Result {}

        /** It is not. */
        record Failed(Mistake mistake) implements Result {}
    }

    /**
     * What is wrong with an expression.
     *
     * @param detail one line
     * @param from first character (UTF-16 offset into the text)
     * @param to after the last character
     * @param typing whether it can be read and only its types do not fit
     * @param name the unknown name, if that is what is wrong
     */
    public record Mistake(
            String detail,
            int from,
            int to,
            boolean typing,
            @Nullable String name) {}

    /** The type of a value. */
    public enum Type {
        /** A number. */
        NUMBER,
        /** A text. */
        TEXT,
        /** True or false. */
        BOOL,
        /** Not known beforehand; fits everywhere. */
        ANY;

        /** The type of a value of a parameter. */
        public static Type of(Object value) {
            return value instanceof Number ? NUMBER : value instanceof Boolean ? BOOL : TEXT;
        }

        boolean fits(Type other) {
            return this == other || this == ANY || other == ANY;
        }

        String words() {
            return switch (this) {
                case NUMBER -> "a number";
                case TEXT -> "text";
                case BOOL -> "true or false";
                case ANY -> "a value";
            };
        }
    }

    /** The parts of an expression; {@code from} and {@code to} are offsets into its text. */
    sealed interface Node {
        int from();

        int to();

        record Literal(Object value, int from, int to) implements Node {}

        record Name(String name, int from, int to) implements Node {}

        record Not(Node of, int from, int to) implements Node {}

        record Minus(Node of, int from, int to) implements Node {}

        record Binary(String operator, Node left, Node right, int from, int to) implements Node {}

        record In(Node value, List<Node> options, boolean negated, int from, int to) implements Node {}

        record Call(String function, List<Node> arguments, int from, int to) implements Node {}
    }

    /** Reads an expression. O(length). */
    public static Result parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return new Result.Failed(new Mistake(
                    "an expression has at most " + MAX_LENGTH + " characters", 0, text.length(), false, null));
        }
        ExpressionParser parser = new ExpressionParser(text);
        Node root = parser.parse();
        Mistake mistake = parser.mistake();
        return mistake != null ? new Result.Failed(mistake) : new Result.Parsed(new Expression(text, root));
    }

    /** The text it was read from. */
    public String text() {
        return text;
    }

    /** The names that it reads, in order of their first use. */
    public Set<String> names() {
        Set<String> out = new LinkedHashSet<>();
        collect(root, out);
        return Collections.unmodifiableSet(out);
    }

    private static void collect(Node node, Set<String> out) {
        if (node instanceof Node.Name n) {
            out.add(n.name());
        } else {
            children(node).forEach(child -> collect(child, out));
        }
    }

    private static List<Node> children(Node node) {
        if (node instanceof Node.Not n) {
            return List.of(n.of());
        }
        if (node instanceof Node.Minus n) {
            return List.of(n.of());
        }
        if (node instanceof Node.Binary n) {
            return List.of(n.left(), n.right());
        }
        if (node instanceof Node.Call n) {
            return n.arguments();
        }
        if (node instanceof Node.In n) {
            List<Node> all = new ArrayList<>(List.of(n.value()));
            all.addAll(n.options());
            return all;
        }
        return List.of();
    }

    /**
     * Checks names and types.
     *
     * @param types the type of each known name, null for unknown ones
     * @param expected what the whole must be; {@link Type#ANY} for no matter
     * @return what is wrong, empty if nothing is
     */
    public List<Mistake> check(Function<String, @Nullable Type> types, Type expected) {
        ExpressionTypes checker = new ExpressionTypes(text, types);
        checker.expect(root, expected, "the whole expression");
        return checker.mistakes();
    }

    /** The value for these values of its names; a name without value counts as NaN. */
    public Object evaluate(Map<String, Object> values) {
        return new ExpressionEvaluation(values).value(root);
    }

    /** Whether a constraint holds: it names something that has no value (an inactive parameter), or is true. */
    public boolean holds(Map<String, Object> values) {
        return !values.keySet().containsAll(names()) || Boolean.TRUE.equals(evaluate(values));
    }

    /**
     * By how much a constraint is violated: above 0 where it does not hold, at most 0 where it does. For a comparison of
     * numbers it is their distance, of {@code and} the largest of its parts', of {@code or} the smallest, of anything
     * else 1 or -1. A part that is no number counts as 1.
     */
    public double violation(Map<String, Object> values) {
        return new ExpressionEvaluation(values).violation(root);
    }

    @Override
    public String toString() {
        return text;
    }
}
