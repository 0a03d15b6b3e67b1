package org.attune.tuner.store;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A point in the order of all commits: {@code generation.seq}. Another generation is another history, so a cursor of it
 * says nothing here.
 *
 * @param generation of the store, given when it was created
 * @param seq number of a commit; 0 stands before the first
 */
public record Cursor(String generation, long seq) {

    private static final Pattern FORM = Pattern.compile("([a-z0-9]{1,16})\\.(0|[1-9][0-9]{0,17})");

    /** Reads what {@link #toString} wrote; empty for anything else. */
    public static Optional<Cursor> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new Cursor(matcher.group(1), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return generation + "." + seq;
    }
}
