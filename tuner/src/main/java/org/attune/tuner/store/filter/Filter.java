package org.attune.tuner.store.filter;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a list are wanted: {@code state=RUNNING AND (params.lr<1e-3 OR NOT reason:"memory")}. The grammar is a
 * subset of AIP-160, in which OR binds tighter than AND. Comparisons are {@code = != < <= > >=} and {@code :} (has: the
 * text contains it; {@code field:*} that there is a value). A row without a value fits no comparison but
 * {@code = null}. Reading and asking cost O(length).
 *
 * @param text as it was given
 */
public record Filter<T>(String text, Predicate<T> predicate) {

    /** Longest text. */
    public static final int MAX_LENGTH = 2_000;

    /** Everything. */
    public static <T> Filter<T> all() {
        return new Filter<>("", row -> true);
    }

    /**
     * Reads a filter; null and blank are everything.
     *
     * @throws FilterProblem when it cannot be read, with its place
     */
    public static <T> Filter<T> parse(@Nullable String text, Fields<T> fields) {
        if (text == null || text.isBlank()) {
            return all();
        }
        if (text.length() > MAX_LENGTH) {
            throw new FilterProblem(
                    MAX_LENGTH + 1, "the filter has " + text.length() + " characters, at most " + MAX_LENGTH, null);
        }
        return new Filter<>(text.strip(), new FilterParser<>(text, fields).parse());
    }

    /** Whether a row is wanted. */
    public boolean fits(T row) {
        return predicate.test(row);
    }

    /** Whether every row is. */
    public boolean isAll() {
        return text.isEmpty();
    }
}
