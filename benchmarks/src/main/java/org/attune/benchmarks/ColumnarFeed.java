package org.attune.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The table of all trials of a large study, as the dashboard loads it. */
final class ColumnarFeed implements Figure {

    private static final int TRIALS = 10_000;
    private static final int PARAMETERS = 8;
    private static final int LOOKS = 40;
    private static final double KIB = 1_024;
    private static final String SPEC = """
            {"objective": {"metric": "loss", "goal": "minimize"}, "parameters": {%s},
             "strategy": "random", "maxTrials": 20000, "parallelism": 64, "trial": {"external": true}}
            """;

    @Override
    public String name() {
        return "columnar-feed";
    }

    @Override
    public List<Measurement> measure(Bench bench) throws Exception {
        try (Server server = Server.start(bench.attune(), name())) {
            server.submit(
                    name(),
                    SPEC.formatted(IntStream.range(0, PARAMETERS)
                            .mapToObj(i -> "\"p" + i + "\": {\"type\": \"float\", \"min\": 0, \"max\": 1}")
                            .collect(Collectors.joining(", "))));
            int trials = bench.size(TRIALS);
            Clients.complete(server, name(), trials);
            double load = Machine.load();
            double[] times = new double[LOOKS];
            int size = 0;
            try (KeepAliveClient client = new KeepAliveClient(server.url(), server.token())) {
                String path = "/api/v1/studies/" + name() + "/trials:columns";
                for (int i = -LOOKS; i < LOOKS; i++) {
                    long begin = System.nanoTime();
                    size = client.getPacked(path).length;
                    times[Math.max(0, i)] = (System.nanoTime() - begin) / 1e6;
                }
            }
            String note = String.format(
                    Locale.ROOT,
                    "%,d trials with %d parameters, packed with gzip; seen from a client on the same machine, %d looks"
                            + " after as many to warm up: median %.1f ms, p95 %.1f ms; %.0f KiB",
                    trials,
                    PARAMETERS,
                    LOOKS,
                    Numbers.median(times),
                    Numbers.percentile(times, 0.95),
                    size / KIB);
            return List.of(
                    new Measurement(
                            name() + "-time",
                            "columnar feed of 10,000 × 8 trials: time",
                            Aim.atMost(50, "ms"),
                            Numbers.median(times),
                            note,
                            Peer.NONE,
                            load),
                    new Measurement(
                            name() + "-size",
                            "columnar feed of 10,000 × 8 trials: size, gzip",
                            Aim.atMost(400, "KiB"),
                            size / KIB,
                            note,
                            Peer.NONE,
                            load));
        }
    }
}
