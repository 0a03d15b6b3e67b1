package org.attune.runner.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What the readers of one worker found and what they did not.
 *
 * @param points how many points each source gave, such as {@code stdout (A)}
 * @param ignored how often something that could have been a metric was not taken, by reason
 * @param alsoPrinted names with values that nobody declared, in the order seen; at most 50
 * @param warnings what the user should know, with how often
 * @param progress the last fractional epoch, or null
 */
public record ParseReport(
        Map<String, Long> points,
        Map<String, Long> ignored,
        List<String> alsoPrinted,
        Map<String, Long> warnings,
        @Nullable Double progress) {

    /** Copies the collections, keeping their order. */
    public ParseReport {
        points = Collections.unmodifiableMap(new LinkedHashMap<>(points));
        ignored = Collections.unmodifiableMap(new LinkedHashMap<>(ignored));
        alsoPrinted = List.copyOf(alsoPrinted);
        warnings = Collections.unmodifiableMap(new LinkedHashMap<>(warnings));
    }

    /** One sentence for people, such as {@code 41 points from stdout (A), 3 lines ignored: …}. */
    public String summary() {
        StringJoiner out = new StringJoiner("; ");
        if (points.isEmpty()) {
            out.add("no points");
        } else {
            StringJoiner sources = new StringJoiner(", ");
            points.forEach((source, n) -> sources.add(n + (n == 1 ? " point from " : " points from ") + source));
            out.add(sources.toString());
        }
        if (!ignored.isEmpty()) {
            long n = ignored.values().stream().mapToLong(Long::longValue).sum();
            out.add(n + (n == 1 ? " line ignored: " : " lines ignored: ") + counted(ignored));
        }
        if (!alsoPrinted.isEmpty()) {
            out.add("also printed: " + String.join(", ", alsoPrinted));
        }
        if (!warnings.isEmpty()) {
            out.add("warnings: " + counted(warnings));
        }
        return out.toString();
    }

    private static String counted(Map<String, Long> counts) {
        StringJoiner out = new StringJoiner(", ");
        counts.forEach((what, n) -> out.add(what + " (" + n + ")"));
        return out.toString();
    }
}
