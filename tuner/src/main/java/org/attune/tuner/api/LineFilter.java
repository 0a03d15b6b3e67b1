package org.attune.tuner.api;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a log that contain a match of a regular expression. Expressions come from outside: matching has a budget of time,
 * beyond which the request is refused.
 */
final class LineFilter {

    private static final int LONGEST = 500;
    private static final int LINE_MAX = 16_384;
    private static final long BUDGET_NANOS = 1_000_000_000;
    private static final int LOOK_EVERY = 1_024;

    private final Pattern pattern;

    private LineFilter(Pattern pattern) {
        this.pattern = pattern;
    }

    /** Reads {@code ?grep}; null for none. */
    static @Nullable LineFilter read(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (text.length() > LONGEST) {
            throw Call.badQuery("grep", text, "a regular expression of at most " + LONGEST + " characters");
        }
        try {
            return new LineFilter(Pattern.compile(text));
        } catch (PatternSyntaxException e) {
            throw Call.badQuery(
                    "grep", text, "a regular expression; at " + (e.getIndex() + 1) + ": " + e.getDescription());
        }
    }

    /** The lines that match, each with its end; of a line beyond 16 KiB only the first 16 KiB are looked at. */
    byte[] of(byte[] bytes, int from, int to) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        long deadline = System.nanoTime() + BUDGET_NANOS;
        int begin = from;
        while (begin < to) {
            int end = begin;
            while (end < to && bytes[end] != '\n') {
                end++;
            }
            String line = new String(bytes, begin, Math.min(LINE_MAX, end - begin), StandardCharsets.UTF_8);
            if (pattern.matcher(new Watched(line, deadline)).find()) {
                kept.write(bytes, begin, Math.min(end + 1, to) - begin);
            }
            begin = end + 1;
        }
        return kept.toByteArray();
    }

    /** Looks at the time now and then, since an expression can take for ever. */
    private static final class Watched implements CharSequence {
        private final CharSequence text;
        private final long deadlineNanos;
        private int looks;

        Watched(CharSequence text, long deadlineNanos) {
            this.text = text;
            this.deadlineNanos = deadlineNanos;
        }

        @Override
        public char charAt(int index) {
            if (++looks % LOOK_EVERY == 0 && System.nanoTime() - deadlineNanos > 0) {
                throw new RequestProblem(
                        ProblemCode.BAD_REQUEST, "?grep takes too long on this log (expected: a simpler expression)");
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Watched(text.subSequence(start, end), deadlineNanos);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
