package org.attune.tuner.store.filter;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Something of a row that a filter may name.
 *
 * @param kind how its values compare
 * @param words the only values of a {@link Kind#WORD}; empty for others
 * @param value of a row: a number, a text, a boolean, an {@link java.time.Instant}, or null for none
 */
public record Field<T>(String name, Kind kind, Set<String> words, Function<T, @Nullable Object> value) {

    /** How values compare. */
    public enum Kind {
        /** Finite and other numbers. */
        NUMBER,
        /** Any text; {@code *} in a literal stands for anything. */
        TEXT,
        /** One of a few words. */
        WORD,
        /** A point in time, RFC 3339. */
        TIME,
        /** Whatever the row has: a number, a text or true and false. */
        ANY
    }

    public Field {
        words = Set.copyOf(words);
    }

    /** A number. */
    public static <T> Field<T> number(String name, Function<T, @Nullable Object> value) {
        return new Field<>(name, Kind.NUMBER, Set.of(), value);
    }

    /** A text. */
    public static <T> Field<T> text(String name, Function<T, @Nullable Object> value) {
        return new Field<>(name, Kind.TEXT, Set.of(), value);
    }

    /** A constant of an enum. */
    public static <T> Field<T> word(String name, Enum<?>[] words, Function<T, @Nullable Object> value) {
        List<String> names = java.util.Arrays.stream(words).map(Enum::name).toList();
        return new Field<>(name, Kind.WORD, Set.copyOf(names), value);
    }

    /** A time. */
    public static <T> Field<T> time(String name, Function<T, @Nullable Object> value) {
        return new Field<>(name, Kind.TIME, Set.of(), value);
    }
}
