package org.attune.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Many that listen to studies whose trials report all the time. A change counts as delivered to a listener with the first
 * event that tells it or a later one of the same trial; its time runs from before it was sent to the server.
 */
final class EventListeners implements Figure {

    private static final int LISTENERS = 1_000;
    private static final int STUDIES = 10;
    private static final int RATE = 1_000;
    private static final int WARM_UP_SECONDS = 5;
    private static final int SECONDS = 15;
    private static final double MIB = 1 << 10;
    private static final String SPEC = """
            {"objective": {"metric": "loss", "goal": "minimize"},
             "parameters": {"x": {"type": "float", "min": 0, "max": 1}},
             "strategy": "random", "maxTrials": 100, "parallelism": 4, "trial": {"external": true}}
            """;

    @Override
    public String name() {
        return "event-listeners";
    }

    @Override
    public List<Measurement> measure(Bench bench) throws Exception {
        try (Server server = Server.start(bench.attune(), name())) {
            for (int i = 0; i < STUDIES; i++) {
                server.submit("study-" + i, SPEC);
            }
            int seconds = bench.size(SECONDS);
            Changes changes = new Changes(STUDIES, (WARM_UP_SECONDS + seconds + 5) * RATE / STUDIES);
            try (EventSockets sockets =
                    new EventSockets(server.url(), server.token(), bench.size(LISTENERS), changes)) {
                Thread reader = new Thread(sockets, "listeners");
                reader.start();
                drive(server, changes, WARM_UP_SECONDS, 0);
                double load = Machine.load();
                long memoryBefore = server.residentKiB();
                int warm = changes.sent(0);
                sockets.startCounting();
                long begin = System.nanoTime();
                drive(server, changes, seconds, warm);
                double took = (System.nanoTime() - begin) / 1e9;
                long memoryAfter = server.residentKiB();
                TimeUnit.SECONDS.sleep(2);
                sockets.stop();
                reader.join(10_000);
                return measurements(changes, sockets, took, load, memoryBefore, memoryAfter, bench);
            }
        }
    }

    private List<Measurement> measurements(
            Changes changes, EventSockets sockets, double took, double load, long before, long after, Bench bench) {
        long sent = 0;
        for (int i = 0; i < STUDIES; i++) {
            sent += changes.sent(i);
        }
        double[] times = sockets.times();
        String note = String.format(
                Locale.ROOT,
                "%,d listeners, each to one of %d studies and its running trial; %,d changes, %,.0f/s while measured;"
                        + " %,d deliveries of changes: median %.0f ms, p95 %.0f ms, undelivered %d; the server's memory was"
                        + " %.0f MiB before and %.0f MiB after %.0f s",
                bench.size(LISTENERS),
                STUDIES,
                sent,
                (sent - (double) WARM_UP_SECONDS * RATE) / took,
                times.length,
                Numbers.median(times),
                Numbers.percentile(times, 0.95),
                sockets.undelivered(),
                before / MIB,
                after / MIB,
                took);
        return List.of(
                new Measurement(
                        name() + "-delivery",
                        "1,000 listeners, 1,000 changes/s: delivery, p99",
                        Aim.atMost(500, "ms"),
                        Numbers.percentile(times, 0.99),
                        note,
                        Peer.NONE,
                        load),
                new Measurement(
                        name() + "-rate",
                        "1,000 listeners, 1,000 changes/s: events of a study to a listener",
                        Aim.atMost(4, "events/s"),
                        sockets.studyEvents() / (double) bench.size(LISTENERS) / (took + 2),
                        note,
                        Peer.NONE,
                        load),
                new Measurement(
                        name() + "-memory",
                        "1,000 listeners, 1,000 changes/s: growth of the server's memory",
                        Aim.atMost(100, "MiB"),
                        Math.max(0, after - before) / MIB,
                        note,
                        Peer.NONE,
                        load));
    }

    /** One client a study: reports of one value, at the rate. */
    private static void drive(Server server, Changes changes, int seconds, int from) throws Exception {
        long begin = System.nanoTime();
        long every = STUDIES * 1_000_000_000L / RATE;
        Clients.run(STUDIES, study -> {
            try (KeepAliveClient client = new KeepAliveClient(server.url(), server.token())) {
                String path = "/api/v1/studies/study-" + study + "/trials";
                String trial = ExternalTrials.number(
                        client.post(path + ":suggest", "{\"waitSeconds\":5,\"clientId\":\"one\"}"));
                long at = begin;
                for (int i = from; at < begin + seconds * 1_000_000_000L && i < changes.most(); at += every) {
                    while (System.nanoTime() < at) {
                        LockSupport.parkNanos(at - System.nanoTime());
                    }
                    int step = changes.send(study);
                    client.post(
                            path + "/" + trial + ":report",
                            "{\"step\":" + step + ",\"metrics\":{\"loss\":" + step + "}}");
                }
            }
            return study;
        });
    }

    /** When each change of each study was sent; its number is the value that it reports. */
    static final class Changes {
        private final long[][] at;
        private final int[] sent;

        Changes(int studies, int most) {
            at = new long[studies][most];
            sent = new int[studies];
        }

        int most() {
            return at[0].length;
        }

        synchronized int send(int study) {
            at[study][sent[study]] = System.nanoTime();
            return sent[study]++;
        }

        synchronized int sent(int study) {
            return sent[study];
        }

        /** How long the changes from one to another (inclusive) took until now, in milliseconds. */
        synchronized List<Double> until(int study, int first, int last, long now) {
            List<Double> times = new ArrayList<>();
            for (int i = first; i <= Math.min(last, sent[study] - 1); i++) {
                times.add((now - at[study][i]) / 1e6);
            }
            return times;
        }
    }

    /** The resident memory of a process, in KiB. */
    static long residentKiB(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }

    /** Only what is used. */
    static double[] trim(double[] values, int count) {
        return Arrays.copyOf(values, count);
    }
}
