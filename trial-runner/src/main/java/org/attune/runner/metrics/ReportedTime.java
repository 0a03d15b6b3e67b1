package org.attune.runner.metrics;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/** Reads the time that a source gives with its values. */
final class ReportedTime {

    /** The names of times in objects. */
    static final Set<String> NAMES = Set.of("timestamp", "time", "ts");

    private static final double MILLIS_FROM = 1e11;
    private static final double SECONDS_FROM = 1e8;
    private static final double SECONDS_MAX = 1e15;

    private ReportedTime() {}

    /** The time at the beginning of a line in the form of RFC 3339, in epoch milliseconds. */
    static OptionalLong leading(String line) {
        if (line.length() < 20 || line.charAt(0) < '0' || line.charAt(0) > '9' || line.charAt(4) != '-') {
            return OptionalLong.empty();
        }
        int space = line.indexOf(' ');
        return rfc3339(space < 0 ? line : line.substring(0, space));
    }

    /** The value of a field: RFC 3339, epoch seconds, or milliseconds above 1e11. */
    static OptionalLong of(String text) {
        OptionalDouble number = MetricNumber.parse(text);
        if (number.isEmpty()) {
            return rfc3339(text);
        }
        double value = number.getAsDouble();
        // A small number is the seconds of a run, not a date in 1970.
        if (!(value >= SECONDS_FROM && value < SECONDS_MAX)) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(value > MILLIS_FROM ? (long) value : Math.round(value * 1000));
    }

    private static OptionalLong rfc3339(String text) {
        if (text.length() < 20 || text.length() > 40) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(OffsetDateTime.parse(text).toInstant().toEpochMilli());
        } catch (DateTimeException e) {
            return OptionalLong.empty();
        }
    }
}
