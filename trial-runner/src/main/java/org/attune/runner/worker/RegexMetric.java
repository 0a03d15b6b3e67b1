package org.attune.runner.worker;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A user's own pattern for metric lines.
 *
 * @param name the metric's name; null when the pattern has a group {@code name}
 * @param pattern a Java regular expression with a group {@code value}, and {@code step} or {@code name} if it likes;
 *     without named groups the first group is the value (or the name and the second the value, when {@code name} is
 *     null)
 */
public record RegexMetric(@Nullable String name, String pattern) {

    /** Checks that there is a pattern. */
    public RegexMetric {
        Objects.requireNonNull(pattern, "pattern");
    }
}
