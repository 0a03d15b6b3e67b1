package org.attune.tuner.store.filter;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.attune.tuner.spec.Nearest;
import org.jspecify.annotations.Nullable;

/** One comparison of a filter. */
final class Comparison {

    private static final Set<String> NOT_FINITE = Set.of("NaN", "Infinity", "-Infinity");

    private Comparison() {}

    static <T> Predicate<T> of(Field<T> field, Word operator, Word literal) {
        String sign = operator.text();
        if (literal.is("null")) {
            return absence(field, operator);
        }
        if (sign.equals(":") && literal.is("*")) {
            return row -> field.value().apply(row) != null;
        }
        return switch (field.kind()) {
            case NUMBER -> number(field, operator, literal, number(literal));
            case TIME -> time(field, operator, literal);
            case WORD -> word(field, operator, literal);
            case TEXT -> text(field, operator, literal);
            case ANY -> any(field, operator, literal);
        };
    }

    private static <T> Predicate<T> absence(Field<T> field, Word operator) {
        return switch (operator.text()) {
            case "=" -> row -> field.value().apply(row) == null;
            case "!=" -> row -> field.value().apply(row) != null;
            default ->
                throw new FilterProblem(
                        operator.column(), "null is compared with = or != alone, not with " + operator.text(), "=");
        };
    }

    private static <T> Predicate<T> number(Field<T> field, Word operator, Word literal, @Nullable Double wanted) {
        if (wanted == null) {
            throw new FilterProblem(literal.column(), field.name() + " is a number, found " + literal.shown(), null);
        }
        IntPredicate fits = order(operator);
        boolean nan = wanted.isNaN();
        boolean unequal = operator.text().equals("!=");
        return row -> {
            Object value = field.value().apply(row);
            if (!(value instanceof Number number)) {
                return false;
            }
            double found = number.doubleValue();
            if (nan || Double.isNaN(found)) {
                // no order with NaN: it equals itself alone
                return !isOrder(operator) && (nan && Double.isNaN(found)) != unequal;
            }
            return fits.test(Double.compare(found + 0.0, wanted + 0.0));
        };
    }

    private static boolean isOrder(Word operator) {
        return operator.text().startsWith("<") || operator.text().startsWith(">");
    }

    private static <T> Predicate<T> time(Field<T> field, Word operator, Word literal) {
        Instant wanted;
        try {
            wanted = Instant.parse(literal.text());
        } catch (DateTimeParseException e) {
            throw new FilterProblem(
                    literal.column(),
                    field.name() + " is a time, found " + literal.shown()
                            + " (expected: a quoted text such as \"2026-01-31T10:00:00Z\")",
                    null);
        }
        IntPredicate fits = order(operator);
        return row -> field.value().apply(row) instanceof Instant found && fits.test(found.compareTo(wanted));
    }

    private static <T> Predicate<T> word(Field<T> field, Word operator, Word literal) {
        if (isOrder(operator)) {
            throw new FilterProblem(operator.column(), field.name() + " has no order (expected: = or !=)", "=");
        }
        if (literal.text().indexOf('*') >= 0) {
            return text(field, operator, literal);
        }
        String wanted = literal.text().toUpperCase(Locale.ROOT);
        if (!field.words().contains(wanted)) {
            throw new FilterProblem(
                    literal.column(),
                    field.name() + " is never " + literal.shown() + " (expected: "
                            + String.join(", ", field.words().stream().sorted().toList()) + ")",
                    Nearest.to(wanted, field.words()).orElse(null));
        }
        boolean unequal = operator.text().equals("!=");
        return row -> {
            Object value = field.value().apply(row);
            return value != null && value.toString().equals(wanted) != unequal;
        };
    }

    private static <T> Predicate<T> text(Field<T> field, Word operator, Word literal) {
        String wanted = literal.text();
        if (operator.text().equals(":")) {
            String part = wanted.replace("*", "").toLowerCase(Locale.ROOT);
            return row -> {
                Object value = field.value().apply(row);
                return value != null
                        && value.toString().toLowerCase(Locale.ROOT).contains(part);
            };
        }
        boolean unequal = operator.text().equals("!=");
        if ((unequal || operator.text().equals("=")) && wanted.indexOf('*') >= 0) {
            return row -> {
                Object value = field.value().apply(row);
                return value != null && fits(wanted, value.toString()) != unequal;
            };
        }
        IntPredicate fits = order(operator);
        return row -> {
            Object value = field.value().apply(row);
            return value != null && fits.test(value.toString().compareTo(wanted));
        };
    }

    /** Whether the text fits a pattern in which a star is any text. O(text × pattern), whatever they are. */
    static boolean fits(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int mark = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = t;
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++mark;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /** A literal that is a number meets numbers, others meet texts; {@code true} and {@code false} meet both forms. */
    private static <T> Predicate<T> any(Field<T> field, Word operator, Word literal) {
        Double number = literal.kind() == Word.Kind.BARE ? number(literal) : null;
        Predicate<T> asText = text(field, operator, literal);
        if (number == null) {
            return row -> !(field.value().apply(row) instanceof Number) && asText.test(row);
        }
        Predicate<T> asNumber = number(field, operator, literal, number);
        return row -> field.value().apply(row) instanceof Number ? asNumber.test(row) : asText.test(row);
    }

    private static @Nullable Double number(Word literal) {
        String text = literal.text();
        if (NOT_FINITE.contains(text)) {
            return Double.valueOf(text);
        }
        if (text.isEmpty() || text.length() > 64 || "0123456789.-+".indexOf(text.charAt(0)) < 0) {
            return null;
        }
        char last = text.charAt(text.length() - 1);
        if (!Character.isDigit(last) && last != '.') {
            return null; // Java would read 1d and 1f
        }
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static IntPredicate order(Word operator) {
        return switch (operator.text()) {
            case "=", ":" -> sign -> sign == 0;
            case "!=" -> sign -> sign != 0;
            case "<" -> sign -> sign < 0;
            case "<=" -> sign -> sign <= 0;
            case ">" -> sign -> sign > 0;
            default -> sign -> sign >= 0;
        };
    }
}
