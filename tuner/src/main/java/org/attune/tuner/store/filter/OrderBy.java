package org.attune.tuner.store.filter;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * In which order rows are wanted: {@code metrics.loss, number desc}. Rows without a value come last, either way;
 * numbers come before texts, NaN after all other numbers.
 *
 * @param text as it was given
 */
public record OrderBy<T>(String text, Comparator<T> comparator) {

    private static final int MAX_KEYS = 8;

    /** Reads an order; null and blank are that of {@code otherwise}. */
    public static <T> OrderBy<T> parse(@Nullable String text, Fields<T> fields, String otherwise) {
        String given = text == null || text.isBlank() ? otherwise : text;
        List<Comparator<T>> keys = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        int column = 1;
        for (String key : given.split(",", -1)) {
            String[] words = key.strip().split("\\s+", -1);
            if (words[0].isEmpty() || words.length > 2) {
                throw new FilterProblem(
                        column, "\"" + key.strip() + "\" is no order (expected: FIELD or FIELD desc, …)", null);
            }
            boolean descending = words.length == 2 && words[1].equals("desc");
            if (words.length == 2 && !descending && !words[1].equals("asc")) {
                throw new FilterProblem(column, "found " + words[1] + " (expected: asc or desc)", "desc");
            }
            if (!seen.add(words[0]) || seen.size() > MAX_KEYS) {
                throw new FilterProblem(
                        column,
                        seen.size() > MAX_KEYS ? "more than " + MAX_KEYS + " fields" : words[0] + " is there twice",
                        null);
            }
            keys.add(key(FilterParser.field(words[0], column, fields), descending));
            column += key.length() + 1;
        }
        Comparator<T> all = keys.get(0);
        for (Comparator<T> key : keys.subList(1, keys.size())) {
            all = all.thenComparing(key);
        }
        return new OrderBy<>(given.strip(), all);
    }

    private static <T> Comparator<T> key(Field<T> field, boolean descending) {
        return (a, b) -> {
            Object left = field.value().apply(a);
            Object right = field.value().apply(b);
            if (left == null || right == null) {
                return Boolean.compare(left == null, right == null);
            }
            int sign = compare(left, right);
            return descending && !nan(left) && !nan(right) ? -sign : sign;
        };
    }

    private static boolean nan(Object value) {
        return value instanceof Double number && number.isNaN();
    }

    private static int compare(Object left, Object right) {
        if (left instanceof Number a && right instanceof Number b) {
            return Double.compare(a.doubleValue(), b.doubleValue());
        }
        if (left instanceof Instant a && right instanceof Instant b) {
            return a.compareTo(b);
        }
        int kinds = Boolean.compare(right instanceof Number, left instanceof Number);
        return kinds != 0 ? kinds : left.toString().compareTo(right.toString());
    }
}
