package org.attune.benchmarks;

import java.util.List;
import java.util.Locale;

/** Clients that report a hundred values at a time; every answer comes after its commit. */
final class BatchedObservations implements Figure {

    private static final int CLIENTS = 16;
    private static final int BATCH = 100;
    private static final int WARM_UP_SECONDS = 4;
    private static final int SECONDS = 10;
    private static final String SPEC = """
            {"objective": {"metric": "loss", "goal": "minimize"},
             "parameters": {"x": {"type": "float", "min": 0, "max": 1}},
             "strategy": "random", "maxTrials": 100, "parallelism": 64, "trial": {"external": true}}
            """;

    @Override
    public String name() {
        return "batched-observations";
    }

    @Override
    public List<Measurement> measure(Bench bench) throws Exception {
        try (Server server = Server.start(bench.attune(), name())) {
            server.submit(name(), SPEC);
            drive(server, bench.size(WARM_UP_SECONDS), "warm");
            double load = Machine.load();
            Processor before = server.processor();
            long begin = System.nanoTime();
            long reports = drive(server, bench.size(SECONDS), "measured");
            double seconds = (System.nanoTime() - begin) / 1e9;
            Processor used = server.processor().minus(before);
            return List.of(new Measurement(
                    name(),
                    "observations over REST, durable, in batches of " + BATCH,
                    Aim.atLeast(30_000, "points/s"),
                    reports * BATCH / seconds,
                    String.format(
                            Locale.ROOT,
                            "%,d reports by %d clients in %.1f s; %.2f ms of the server's processor time a report",
                            reports,
                            CLIENTS,
                            seconds,
                            used.own() / reports * 1e3),
                    bench.peers().valuesOfMany(),
                    load));
        }
    }

    private long drive(Server server, int seconds, String round) throws Exception {
        long deadline = System.nanoTime() + seconds * 1_000_000_000L;
        return Clients.run(CLIENTS, number -> {
                    try (KeepAliveClient client = new KeepAliveClient(server.url(), server.token())) {
                        String path = "/api/v1/studies/" + name() + "/trials";
                        String trial = ExternalTrials.number(client.post(
                                path + ":suggest",
                                "{\"count\":1,\"waitSeconds\":5,\"clientId\":\"" + round + number + "\"}"));
                        long reports = 0;
                        while (System.nanoTime() < deadline) {
                            client.post(path + "/" + trial + ":report", batch(reports++ * BATCH));
                        }
                        return reports;
                    }
                })
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static String batch(long first) {
        StringBuilder body = new StringBuilder("{\"points\":[");
        for (int i = 0; i < BATCH; i++) {
            body.append(i == 0 ? "" : ",")
                    .append("{\"step\":")
                    .append(first + i)
                    .append(",\"metrics\":{\"loss\":")
                    .append(1.0 / (1 + i))
                    .append("}}");
        }
        return body.append("]}").toString();
    }
}
