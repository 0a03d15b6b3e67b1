package org.attune.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * How long clients wait for a proposal at a fixed rate. A time counts from when the client meant to ask, so that a server
 * that holds clients up does not look better for it.
 */
final class SuggestLatency implements Figure {

    private static final int CLIENTS = 64;
    private static final int RATE = 200;
    private static final int DONE = 1_000;
    private static final int WARM_UP_SECONDS = 2;
    private static final int SECONDS = 10;
    private static final String SPEC = """
            {"objective": {"metric": "loss", "goal": "minimize"},
             "parameters": {"x": {"type": "float", "min": 0, "max": 1}, "y": {"type": "float", "min": 0, "max": 1},
              "rate": {"type": "float", "min": 0.00001, "max": 1, "scale": "log"}, "units": {"type": "int", "min": 1, "max": 512}},
             "strategy": "tpe", "maxTrials": 100000, "parallelism": 128, "trial": {"external": true}}
            """;

    @Override
    public String name() {
        return "suggest-latency";
    }

    @Override
    public List<Measurement> measure(Bench bench) throws Exception {
        try (Server server = Server.start(bench.attune(), name())) {
            server.submit(name(), SPEC);
            Clients.complete(server, name(), bench.size(DONE));
            drive(server, WARM_UP_SECONDS, "warm");
            double load = Machine.load();
            double[] times = drive(server, bench.size(SECONDS), "measured");
            return List.of(new Measurement(
                    name(),
                    "TPE after 1,000 results, 64 clients, 200 suggestions/s in all: wait for a proposal, p99",
                    Aim.atMost(50, "ms"),
                    Numbers.percentile(times, 0.99),
                    String.format(
                            Locale.ROOT,
                            "%,d proposals; median %.1f ms, p95 %.1f ms; each is completed at once, so that the history"
                                    + " grows from %,d to %,d results while it is measured",
                            times.length,
                            Numbers.median(times),
                            Numbers.percentile(times, 0.95),
                            bench.size(DONE) + RATE * WARM_UP_SECONDS,
                            bench.size(DONE) + RATE * WARM_UP_SECONDS + times.length),
                    bench.peers().suggestTail(),
                    load));
        }
    }

    private double[] drive(Server server, int seconds, String round) throws Exception {
        long begin = System.nanoTime();
        long every = CLIENTS * 1_000_000_000L / RATE;
        List<List<Double>> all = Clients.run(CLIENTS, number -> {
            String path = "/api/v1/studies/" + name() + "/trials";
            String ask = "{\"count\":1,\"waitSeconds\":10,\"clientId\":\"" + round + number + "\"}";
            List<Double> times = new ArrayList<>();
            try (KeepAliveClient client = new KeepAliveClient(server.url(), server.token())) {
                long at = begin + number * every / CLIENTS;
                for (; at < begin + seconds * 1_000_000_000L; at += every) {
                    while (System.nanoTime() < at) {
                        LockSupport.parkNanos(at - System.nanoTime());
                    }
                    String trial = ExternalTrials.number(client.post(path + ":suggest", ask));
                    times.add((System.nanoTime() - at) / 1e6);
                    client.post(
                            path + "/" + trial + ":complete", "{\"metrics\":{\"loss\":" + 1.0 / (1 + at % 89) + "}}");
                }
            }
            return times;
        });
        return all.stream()
                .flatMap(List::stream)
                .mapToDouble(Double::doubleValue)
                .toArray();
    }
}
