package org.attune.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clients that ask for a trial, report values and complete it, over REST; every answer comes after its commit. */
final class ExternalTrials implements Figure {

    private static final int CLIENTS = 16;
    private static final int WARM_UP_SECONDS = 5;
    private static final int SECONDS = 12;
    private static final String SPEC = """
            {"objective": {"metric": "loss", "goal": "minimize"},
             "parameters": {"x": {"type": "float", "min": 0, "max": 1}},
             "strategy": "random", "maxTrials": 1000000, "parallelism": 64, "trial": {"external": true}}
            """;

    private final String name;
    private final int reports;
    private final double aim;

    private ExternalTrials(String name, int reports, double aim) {
        this.name = name;
        this.reports = reports;
        this.aim = aim;
    }

    /** Ten reports a trial, one after the other. */
    static ExternalTrials withReports() {
        return new ExternalTrials("external-trials", 10, 500);
    }

    /** One report a trial. */
    static ExternalTrials brief() {
        return new ExternalTrials("ask-report-complete", 1, 1_000);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Measurement> measure(Bench bench) throws Exception {
        try (Server server = Server.start(bench.attune(), name())) {
            server.submit(name(), SPEC);
            drive(server, bench.size(WARM_UP_SECONDS));
            double load = Machine.load();
            Processor before = server.processor();
            Processor clientsBefore = Processor.of(ProcessHandle.current().pid());
            long begin = System.nanoTime();
            List<Tally> tallies = drive(server, bench.size(SECONDS));
            double seconds = (System.nanoTime() - begin) / 1e9;
            Processor used = server.processor().minus(before);
            Processor clients = Processor.of(ProcessHandle.current().pid()).minus(clientsBefore);
            int trials = tallies.stream().mapToInt(Tally::trials).sum();
            double[] times = tallies.stream()
                    .flatMapToDouble(tally -> tally.reports().stream().mapToDouble(Double::doubleValue))
                    .toArray();
            String note = String.format(
                    Locale.ROOT,
                    "%,d trials by %d clients in %.1f s; a report takes %.1f ms (median), %.1f ms (p95); processor time a"
                            + " trial (%d requests): %.2f ms of the server, %.2f ms of the clients",
                    trials,
                    CLIENTS,
                    seconds,
                    Numbers.median(times),
                    Numbers.percentile(times, 0.95),
                    reports + 2,
                    used.own() / trials * 1e3,
                    clients.own() / trials * 1e3);
            return List.of(new Measurement(
                    name(),
                    reports == 1
                            ? "random search, durable: ask + report + complete over REST, 16 clients"
                            : "external trials: ask + " + reports + " reports + complete over REST",
                    Aim.atLeast(aim, "trials/s"),
                    trials / seconds,
                    note,
                    reports == 1 ? bench.peers().askTellOfMany() : bench.peers().askReportTell(),
                    load));
        }
    }

    /** What one client did; how long its reports took, in milliseconds. */
    private record Tally(int trials, List<Double> reports) {}

    private List<Tally> drive(Server server, int seconds) throws Exception {
        long deadline = System.nanoTime() + seconds * 1_000_000_000L;
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Callable<Tally>> work = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String client = "client-" + i;
                work.add(() -> client(server, client, deadline));
            }
            List<Tally> tallies = new ArrayList<>();
            for (Future<Tally> done : clients.invokeAll(work)) {
                tallies.add(done.get());
            }
            return tallies;
        } finally {
            clients.shutdownNow();
        }
    }

    private Tally client(Server server, String id, long deadline) throws IOException {
        String trials = "/api/v1/studies/" + name() + "/trials";
        String ask = "{\"count\":1,\"clientId\":\"" + id + "\",\"waitSeconds\":5}";
        List<Double> times = new ArrayList<>();
        int done = 0;
        try (KeepAliveClient client = new KeepAliveClient(server.url(), server.token())) {
            while (System.nanoTime() < deadline) {
                String trial = trials + "/" + number(client.post(trials + ":suggest", ask));
                for (int step = 1; step <= reports; step++) {
                    long begin = System.nanoTime();
                    client.post(trial + ":report", "{\"step\":" + step + ",\"metrics\":{\"loss\":" + 1.0 / step + "}}");
                    times.add((System.nanoTime() - begin) / 1e6);
                }
                client.post(trial + ":complete", "{\"metrics\":{\"loss\":0.1}}");
                done++;
            }
        }
        return new Tally(done, times);
    }

    /** The number of the first trial of an answer. */
    static String number(String answer) throws IOException {
        String mark = "/trials/";
        int start = answer.indexOf(mark) + mark.length();
        int end = answer.indexOf('"', start);
        if (start < mark.length() || end < start) {
            throw new IOException("no trial was given: " + answer);
        }
        return answer.substring(start, end);
    }
}
