package org.attune.tuner.api;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests and their times, by route; the numbers behind {@code /metrics}. Safe for any thread. */
final class Meters {

    private static final double[] BOUNDS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60};

    private record Key(String method, String route) {
        String labels() {
            return "method=\"" + method + "\",route=\"" + route + "\"";
        }
    }

    private static final class Times {
        final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
        final LongAdder nanos = new LongAdder();
        final Map<Integer, LongAdder> byStatus = new ConcurrentHashMap<>();

        Times() {
            for (int i = 0; i < buckets.length; i++) {
                buckets[i] = new LongAdder();
            }
        }
    }

    private final Map<Key, Times> times = new ConcurrentHashMap<>();

    void count(Route route, int status, long nanos) {
        Times of = times.computeIfAbsent(new Key(route.method().name(), route.path()), key -> new Times());
        double seconds = nanos / 1e9;
        int bucket = 0;
        while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
            bucket++;
        }
        of.buckets[bucket].increment();
        of.nanos.add(nanos);
        of.byStatus.computeIfAbsent(status, s -> new LongAdder()).increment();
    }

    /** In the text form of Prometheus. */
    void write(StringBuilder out) {
        Map<String, Times> sorted = new TreeMap<>();
        times.forEach((key, of) -> sorted.put(key.labels(), of));
        out.append("# HELP attune_http_requests_total Requests by route and status.\n")
                .append("# TYPE attune_http_requests_total counter\n");
        sorted.forEach((labels, of) -> new TreeMap<>(of.byStatus)
                .forEach((status, count) -> out.append("attune_http_requests_total{")
                        .append(labels)
                        .append(",status=\"")
                        .append(status)
                        .append("\"} ")
                        .append(count.sum())
                        .append('\n')));
        out.append("# HELP attune_http_request_seconds Time from a request's head to its whole answer.\n")
                .append("# TYPE attune_http_request_seconds histogram\n");
        sorted.forEach((labels, of) -> histogram(out, labels, of));
    }

    private static void histogram(StringBuilder out, String labels, Times of) {
        long total = 0;
        for (int i = 0; i <= BOUNDS.length; i++) {
            total += of.buckets[i].sum();
            out.append("attune_http_request_seconds_bucket{")
                    .append(labels)
                    .append(",le=\"")
                    .append(i < BOUNDS.length ? plain(BOUNDS[i]) : "+Inf")
                    .append("\"} ")
                    .append(total)
                    .append('\n');
        }
        out.append("attune_http_request_seconds_sum{")
                .append(labels)
                .append("} ")
                .append(String.format(Locale.ROOT, "%.6f", of.nanos.sum() / 1e9))
                .append("\nattune_http_request_seconds_count{")
                .append(labels)
                .append("} ")
                .append(total)
                .append('\n');
    }

    private static String plain(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }
}
