package org.attune.tuner.api;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.attune.tuner.store.view.NodeTimeRow;
import org.jspecify.annotations.Nullable;

/**
 * Sums up what attempts took of nodes within a span of time, by study, user, node or day (UTC). Not safe for several
 * threads. Memory grows with the keys and the attempts of the span.
 */
final class Usage {

    private static final long DAY_MILLIS = 86_400_000;

    /** What is told apart. */
    enum By {
        STUDY,
        USER,
        NODE,
        DAY
    }

    /**
     * What one of them took.
     *
     * @param deviceSeconds devices times seconds
     * @param workerSeconds workers times seconds
     * @param attempts how many attempts had a part in it
     */
    record Line(String key, double deviceSeconds, double workerSeconds, int attempts) {}

    private static final class Sum {
        private long deviceMillis;
        private long workerMillis;
        private final Set<String> attempts = new HashSet<>();
    }

    private final By by;
    private final long from;
    private final long to;
    private final Map<By, @Nullable String> only;
    private final Map<String, Sum> sums = new HashMap<>();
    private final Sum total = new Sum();

    /** @param only which study, user and node; null for all */
    Usage(By by, long fromMillis, long toMillis, Map<By, @Nullable String> only) {
        this.by = by;
        this.from = fromMillis;
        this.to = toMillis;
        this.only = new HashMap<>(only);
    }

    void add(NodeTimeRow row) {
        long begin = Math.max(from, row.startedMillis());
        long end = Math.min(to, row.endedMillis());
        if (end <= begin || !fits(By.STUDY, row.study()) || !fits(By.USER, row.owner()) || !fits(By.NODE, row.node())) {
            return;
        }
        switch (by) {
            case STUDY -> add(row.study(), row, end - begin);
            case USER -> add(row.owner(), row, end - begin);
            case NODE -> add(row.node(), row, end - begin);
            case DAY -> {
                for (long day = Math.floorDiv(begin, DAY_MILLIS); day * DAY_MILLIS < end; day++) {
                    long part = Math.min(end, (day + 1) * DAY_MILLIS) - Math.max(begin, day * DAY_MILLIS);
                    add(LocalDate.ofEpochDay(day).toString(), row, part);
                }
            }
        }
        add(total, row, end - begin);
    }

    private boolean fits(By what, String value) {
        String wanted = only.get(what);
        return wanted == null || wanted.equals(value);
    }

    private void add(String key, NodeTimeRow row, long millis) {
        add(sums.computeIfAbsent(key, k -> new Sum()), row, millis);
    }

    private static void add(Sum sum, NodeTimeRow row, long millis) {
        sum.deviceMillis += millis * row.devices();
        sum.workerMillis += millis * row.workers();
        sum.attempts.add(row.study() + "/" + row.trial() + "/" + row.attempt());
    }

    /** Days in their order, everything else by what it took, most first. */
    List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        sums.forEach((key, sum) -> lines.add(line(key, sum)));
        lines.sort(
                by == By.DAY
                        ? Comparator.comparing(Line::key)
                        : Comparator.comparingDouble(Line::deviceSeconds)
                                .thenComparingDouble(Line::workerSeconds)
                                .reversed()
                                .thenComparing(Line::key));
        return lines;
    }

    Line total() {
        return line("", total);
    }

    private static Line line(String key, Sum sum) {
        return new Line(key, sum.deviceMillis / 1000.0, sum.workerMillis / 1000.0, sum.attempts.size());
    }

    /** A time of a query: a day (its begin, UTC), or a moment. */
    static long time(String name, String text) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                            .toEpochMilli()
                    : Instant.parse(text).toEpochMilli();
        } catch (java.time.DateTimeException | ArithmeticException e) {
            throw Call.badQuery(name, text, "a day such as 2026-11-01, or a time such as 2026-11-01T09:00:00Z");
        }
    }
}
