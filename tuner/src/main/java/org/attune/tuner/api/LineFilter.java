package org.attune.tuner.api;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.attune.runner.metrics.TimedText;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a log that contain a match of a regular expression. Expressions come from outside: matching has a budget of time,
 * beyond which the request is refused.
 */
final class LineFilter {

    private static final int LONGEST = 500;
    private static final int LINE_MAX = 16_384;
    private static final long BUDGET_MILLIS = 1_000;

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
        InstantSource clock = InstantSource.system();
        long deadline = clock.millis() + BUDGET_MILLIS;
        int begin = from;
        while (begin < to) {
            int end = begin;
            while (end < to && bytes[end] != '\n') {
                end++;
            }
            String line = new String(bytes, begin, Math.min(LINE_MAX, end - begin), StandardCharsets.UTF_8);
            if (matches(new TimedText(line, clock, deadline))) {
                kept.write(bytes, begin, Math.min(end + 1, to) - begin);
            }
            begin = end + 1;
        }
        return kept.toByteArray();
    }

    private boolean matches(TimedText line) {
        try {
            return pattern.matcher(line).find();
        } catch (TimedText.OverBudget | StackOverflowError e) {
            throw new RequestProblem(
                    ProblemCode.BAD_REQUEST, "?grep takes too long on this log (expected: a simpler expression)");
        }
    }
}
