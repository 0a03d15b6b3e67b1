package org.attune.tuner.spec;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations and sizes as specs write them: {@code 1d12h}, {@code 30s}, {@code 250ms}; {@code 16GiB}, {@code 4GB},
 * {@code 1.5GiB}.
 */
public final class Quantities {

    /** The longest duration that is read. */
    public static final Duration MAX_DURATION = Duration.ofDays(3650);

    private static final Pattern DURATION =
            Pattern.compile("(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,19}(?:\\.\\d{1,6})?) ?([KMGT]i?B|B)");
    private static final Pattern BARE_SIZE = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,6})?) ?([kKmMgGtT])(i?)[bB]?");
    private static final Map<String, Long> UNITS = Map.of(
            "B", 1L,
            "KB", 1_000L,
            "MB", 1_000_000L,
            "GB", 1_000_000_000L,
            "TB", 1_000_000_000_000L,
            "KiB", 1L << 10,
            "MiB", 1L << 20,
            "GiB", 1L << 30,
            "TiB", 1L << 40);

    private Quantities() {}

    /** Reads a duration; empty if the text is none, or is longer than {@link #MAX_DURATION}. */
    public static Optional<Duration> duration(String text) {
        Matcher m = DURATION.matcher(text);
        if (text.isEmpty() || !m.matches()) {
            return Optional.empty();
        }
        Duration sum = Duration.ofDays(group(m, 1))
                .plusHours(group(m, 2))
                .plusMinutes(group(m, 3))
                .plusSeconds(group(m, 4))
                .plusMillis(group(m, 5));
        return sum.compareTo(MAX_DURATION) > 0 ? Optional.empty() : Optional.of(sum);
    }

    private static long group(Matcher m, int index) {
        return m.group(index) == null ? 0 : Long.parseLong(m.group(index));
    }

    /** Writes a duration so that {@link #duration} reads the same back; to the millisecond, not below zero. */
    public static String format(Duration duration) {
        StringBuilder out = new StringBuilder();
        part(out, duration.toDaysPart(), "d");
        part(out, duration.toHoursPart(), "h");
        part(out, duration.toMinutesPart(), "m");
        part(out, duration.toSecondsPart(), "s");
        part(out, duration.toMillisPart(), "ms");
        return out.length() == 0 ? "0s" : out.toString();
    }

    private static void part(StringBuilder out, long amount, String unit) {
        if (amount > 0) {
            out.append(amount).append(unit);
        }
    }

    /** Reads a size in bytes; empty if the text is none, is no whole number of bytes, or has more than 62 bits. */
    public static OptionalLong size(String text) {
        Matcher m = SIZE.matcher(text);
        if (!m.matches()) {
            return OptionalLong.empty();
        }
        long unit = UNITS.getOrDefault(m.group(2), 1L);
        BigDecimal bytes = new BigDecimal(m.group(1)).multiply(BigDecimal.valueOf(unit));
        boolean whole = bytes.stripTrailingZeros().scale() <= 0;
        return whole && bytes.compareTo(BigDecimal.valueOf(1L << 62)) < 0
                ? OptionalLong.of(bytes.longValueExact())
                : OptionalLong.empty();
    }

    /** What was probably meant by a size that {@link #size} does not read, such as {@code 16Gi} or {@code 16g}. */
    static Optional<String> nearSize(String text) {
        Matcher m = BARE_SIZE.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        return Optional.of(m.group(1) + m.group(2).toUpperCase(Locale.ROOT) + m.group(3) + "B");
    }

    /** Writes a size so that {@link #size} reads the same back. */
    public static String formatSize(long bytes) {
        String[] names = {"TiB", "GiB", "MiB", "KiB", "TB", "GB", "MB", "KB"};
        for (String name : names) {
            long unit = UNITS.getOrDefault(name, 1L);
            if (bytes > 0 && bytes % unit == 0) {
                return bytes / unit + name;
            }
        }
        return bytes + "B";
    }
}
