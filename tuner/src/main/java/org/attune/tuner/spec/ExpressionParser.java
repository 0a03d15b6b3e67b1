package org.attune.tuner.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.attune.tuner.spec.Expression.Mistake;
import org.attune.tuner.spec.Expression.Node;
import org.jspecify.annotations.Nullable;

/**
 * Recursive descent over the grammar, loosest first: {@code or}, {@code and}, {@code not}, one comparison or {@code
 * in}, {@code + -},
 * {@code * / %}, sign, atom. The first mistake ends it: the position jumps to the end, so every loop ends too.
 */
final class ExpressionParser {

    /** Functions with their least and most arguments. */
    static final Map<String, int[]> FUNCTIONS = Map.of(
            "min", new int[] {1, 100},
            "max", new int[] {1, 100},
            "abs", new int[] {1, 1},
            "log", new int[] {1, 1},
            "exp", new int[] {1, 1},
            "sqrt", new int[] {1, 1},
            "floor", new int[] {1, 1},
            "ceil", new int[] {1, 1},
            "pow", new int[] {2, 2},
            "if", new int[] {3, 3});

    private static final List<String> SYMBOLS =
            List.of("==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "(", ")", ",");
    private static final List<String> COMPARISONS = List.of("==", "!=", "<=", ">=", "<", ">");
    private static final int MAX_OPTIONS = 1000;

    private enum Kind {
        NUMBER,
        TEXT,
        WORD,
        QUOTED_NAME,
        SYMBOL,
        END
    }

    private record Token(Kind kind, String text, int from, int to) {}

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int depth;
    private @Nullable Mistake mistake;

    ExpressionParser(String text) {
        this.text = text;
    }

    @Nullable
    Mistake mistake() {
        return mistake;
    }

    Node parse() {
        scan();
        at = mistake == null ? 0 : tokens.size() - 1;
        Node root = or();
        if (mistake == null && peek().kind != Kind.END) {
            Token t = peek();
            String hint = COMPARISONS.contains(t.text) ? "; join two comparisons with and" : "";
            fail("expected an operator or the end, found " + describe(t) + hint, t.from, t.to);
        }
        return root;
    }

    private void scan() {
        int i = 0;
        while (i < text.length() && mistake == null) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c)) {
                i++;
            } else if (isDigit(c) || (c == '.' && i + 1 < text.length() && isDigit(text.charAt(i + 1)))) {
                i = number(i);
            } else if (isWordStart(c)) {
                int end = i + 1;
                while (end < text.length()
                        && (isWordStart(text.charAt(end)) || isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
                    end++;
                }
                tokens.add(new Token(Kind.WORD, text.substring(i, end), i, end));
                i = end;
            } else if (c == '\'' || c == '"' || c == '`') {
                i = quoted(i, c);
            } else {
                i = symbol(i);
            }
        }
        tokens.add(new Token(Kind.END, "", text.length(), text.length()));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWordStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private int number(int from) {
        int i = from;
        while (i < text.length() && (isDigit(text.charAt(i)) || text.charAt(i) == '.')) {
            i++;
        }
        if (i < text.length() && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
            int digits = i + 1;
            if (digits < text.length() && (text.charAt(digits) == '-' || text.charAt(digits) == '+')) {
                digits++;
            }
            if (digits < text.length() && isDigit(text.charAt(digits))) {
                i = digits;
                while (i < text.length() && isDigit(text.charAt(i))) {
                    i++;
                }
            }
        }
        String found = text.substring(from, i);
        if (!(YamlTree.number(found) instanceof Number n) || !Double.isFinite(n.doubleValue())) {
            fail("\"" + SpecNode.shorten(found) + "\" is not a number", from, i);
        }
        if (i < text.length() && isWordStart(text.charAt(i))) {
            fail("expected an operator after the number " + SpecNode.shorten(found), i, i + 1);
        }
        tokens.add(new Token(Kind.NUMBER, found, from, i));
        return i;
    }

    private int quoted(int from, char quote) {
        int end = text.indexOf(quote, from + 1);
        if (end < 0) {
            fail("the closing " + quote + " is missing", from, text.length());
            return text.length();
        }
        String inside = text.substring(from + 1, end);
        if (quote == '`' && !Names.METRIC.matcher(inside).matches()) {
            fail("\"" + SpecNode.shorten(inside) + "\" is not a name", from, end + 1);
        }
        tokens.add(new Token(quote == '`' ? Kind.QUOTED_NAME : Kind.TEXT, inside, from, end + 1));
        return end + 1;
    }

    private int symbol(int from) {
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, from)) {
                if (symbol.equals("*") && text.startsWith("**", from)) {
                    break;
                }
                tokens.add(new Token(Kind.SYMBOL, symbol, from, from + symbol.length()));
                return from + symbol.length();
            }
        }
        String hint = switch (text.charAt(from)) {
            case '=' -> "; equality is ==";
            case '&' -> "; write and";
            case '|' -> "; write or";
            case '!' -> "; write not";
            case '*', '^' -> "; a power is pow(a, b)";
            case '?' -> "; a choice is if(c, a, b)";
            default -> "";
        };
        int width = Character.charCount(text.codePointAt(from));
        fail("unexpected \"" + SpecNode.shorten(text.substring(from, from + width)) + "\"" + hint, from, from + width);
        return text.length();
    }

    private Node or() {
        Node left = and();
        while (isWord("or")) {
            at++;
            left = binary("or", left, and());
        }
        return left;
    }

    private Node and() {
        Node left = not();
        while (isWord("and")) {
            at++;
            left = binary("and", left, not());
        }
        return left;
    }

    private Node not() {
        if (!isWord("not")) {
            return comparison();
        }
        Token start = next();
        if (tooDeep(start)) {
            return nothing();
        }
        Node of = not();
        depth--;
        return new Node.Not(of, start.from, of.to());
    }

    private Node comparison() {
        Node left = sum();
        Token t = peek();
        if (t.kind == Kind.SYMBOL && COMPARISONS.contains(t.text)) {
            at++;
            return binary(t.text, left, sum());
        }
        boolean negated = isWord("not")
                && at + 1 < tokens.size()
                && tokens.get(at + 1).text.equals("in");
        if (negated) {
            at++;
        }
        if (!isWord("in")) {
            return left;
        }
        at++;
        expect("(");
        List<Node> options = list(MAX_OPTIONS);
        return new Node.In(left, options, negated, left.from(), lastEnd());
    }

    private Node sum() {
        Node left = product();
        while (isSymbol("+") || isSymbol("-")) {
            String operator = next().text;
            left = binary(operator, left, product());
        }
        return left;
    }

    private Node product() {
        Node left = sign();
        while (isSymbol("*") || isSymbol("/") || isSymbol("%")) {
            String operator = next().text;
            left = binary(operator, left, sign());
        }
        return left;
    }

    private Node sign() {
        if (!isSymbol("-") && !isSymbol("+")) {
            return atom();
        }
        Token start = next();
        if (tooDeep(start)) {
            return nothing();
        }
        Node of = sign();
        depth--;
        // a plus sign means nothing, but only numbers have one: 0 + x
        return start.text.equals("-")
                ? new Node.Minus(of, start.from, of.to())
                : new Node.Binary("+", new Node.Literal(0L, start.from, start.to), of, start.from, of.to());
    }

    private Node atom() {
        Token t = next();
        switch (t.kind) {
            case NUMBER -> {
                Object value = Optional.ofNullable(YamlTree.number(t.text)).orElse(Double.NaN);
                return new Node.Literal(value, t.from, t.to);
            }
            case TEXT -> {
                return new Node.Literal(t.text, t.from, t.to);
            }
            case QUOTED_NAME -> {
                return new Node.Name(t.text, t.from, t.to);
            }
            case WORD -> {
                return word(t);
            }
            default -> {
                return bracket(t);
            }
        }
    }

    private Node word(Token t) {
        if (isSymbol("(")) {
            return call(t);
        }
        return switch (t.text) {
            case "true" -> new Node.Literal(true, t.from, t.to);
            case "false" -> new Node.Literal(false, t.from, t.to);
            case "and", "or", "not", "in" -> fail("expected a value, found \"" + t.text + "\"", t.from, t.to);
            default -> new Node.Name(t.text, t.from, t.to);
        };
    }

    private Node call(Token t) {
        int[] bounds = FUNCTIONS.get(t.text);
        if (bounds == null) {
            String near = Nearest.to(t.text, FUNCTIONS.keySet())
                    .map(n -> "; did you mean " + n + "?")
                    .orElse("");
            return fail("there is no function \"" + SpecNode.shorten(t.text) + "\"" + near, t.from, t.to);
        }
        at++;
        if (tooDeep(t)) {
            return nothing();
        }
        List<Node> arguments = list(100);
        depth--;
        if (mistake == null && (arguments.size() < bounds[0] || arguments.size() > bounds[1])) {
            String count = bounds[0] == bounds[1] ? Integer.toString(bounds[0]) : "at least " + bounds[0];
            return fail(
                    t.text + " takes " + count + " value" + (bounds[1] == 1 ? "" : "s") + ", found " + arguments.size(),
                    t.from,
                    lastEnd());
        }
        return new Node.Call(t.text, arguments, t.from, lastEnd());
    }

    private Node bracket(Token t) {
        if (!t.text.equals("(")) {
            return fail("expected a value, found " + describe(t), t.from, t.to);
        }
        if (tooDeep(t)) {
            return nothing();
        }
        Node inside = or();
        depth--;
        expect(")");
        return inside;
    }

    /** Values up to the closing bracket; the opening one has been read. */
    private List<Node> list(int max) {
        List<Node> out = new ArrayList<>();
        do {
            out.add(or());
        } while (out.size() <= max && isSymbol(",") && at++ >= 0);
        if (out.size() > max) {
            fail("more than " + max + " values", peek().from, peek().to);
        }
        expect(")");
        return out;
    }

    private boolean tooDeep(Token t) {
        if (++depth > Expression.MAX_DEPTH) {
            fail("the expression nests deeper than " + Expression.MAX_DEPTH + " levels", t.from, t.to);
        }
        return depth > Expression.MAX_DEPTH;
    }

    private static Node.Binary binary(String operator, Node left, Node right) {
        return new Node.Binary(operator, left, right, left.from(), right.to());
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        Token t = tokens.get(at);
        if (at < tokens.size() - 1) {
            at++;
        }
        return t;
    }

    private int lastEnd() {
        return at == 0 ? 0 : tokens.get(at - 1).to;
    }

    private boolean isWord(String word) {
        return peek().kind == Kind.WORD && peek().text.equals(word);
    }

    private boolean isSymbol(String symbol) {
        return peek().kind == Kind.SYMBOL && peek().text.equals(symbol);
    }

    private void expect(String symbol) {
        if (isSymbol(symbol)) {
            at++;
        } else {
            fail("expected \"" + symbol + "\", found " + describe(peek()), peek().from, peek().to);
        }
    }

    private static String describe(Token t) {
        return t.kind == Kind.END ? "the end" : "\"" + SpecNode.shorten(t.text) + "\"";
    }

    private Node fail(String detail, int from, int to) {
        if (mistake == null) {
            mistake = new Mistake(detail, from, Math.max(to, from + 1), false, null);
        }
        at = Math.max(0, tokens.size() - 1);
        return nothing();
    }

    private Node nothing() {
        return new Node.Literal(Double.NaN, 0, 0);
    }
}
