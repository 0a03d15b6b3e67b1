package org.attune.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The digits study by Bayesian search, eight trials at once: how long it waits for proposals at most. */
final class BayesianDigits implements Figure {

    private static final int TRIALS = 300;
    private static final Duration LIMIT = Duration.ofMinutes(20);

    @Override
    public String name() {
        return "bayes-digits";
    }

    @Override
    public List<Measurement> measure(Bench bench) throws Exception {
        int trials = bench.size(TRIALS);
        try (Server server = Server.start(bench.attune(), name())) {
            double load = Machine.load();
            long begin = System.nanoTime();
            Attune.Ended submitted = bench.attune()
                    .run(
                            name() + "-submit",
                            LIMIT,
                            "run",
                            "examples/digits/study.yaml",
                            "--server",
                            server.url().toString(),
                            "--set",
                            "study=" + name(),
                            "--set",
                            "strategy={type: bayes, seed: 1}",
                            "--set",
                            "maxTrials=" + trials,
                            "--set",
                            "parallelism=8",
                            "--set",
                            "trial.resources.cpus=0.1",
                            "--data",
                            server.data().toString());
            if (submitted.code() != 0) {
                throw new IOException(submitted.message());
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            JsonNode study = server.get("studies/" + name());
            String metrics = server.text("metrics");
            double count = value(metrics, "attune_propose_seconds_count");
            String note = String.format(
                    Locale.ROOT,
                    "%d trials of gangs of two, eight at once, by bayes, in %.0f s; best %s; %.0f questions, mean %.1f ms,"
                            + " within 25 ms: %.0f, within 50 ms: %.0f; the wait for a thread included",
                    trials,
                    seconds,
                    study.path("best").path("metrics").path("val_accuracy").asText(),
                    count,
                    1e3 * value(metrics, "attune_propose_seconds_sum") / count,
                    value(metrics, "attune_propose_seconds_bucket{le=\"0.025\"}"),
                    value(metrics, "attune_propose_seconds_bucket{le=\"0.05\"}"));
            return List.of(new Measurement(
                    name(),
                    "longest wait for a proposal in a Bayesian digits study of 300 trials, 8 at once",
                    Aim.atMost(100, "ms"),
                    1e3 * value(metrics, "attune_propose_seconds_max"),
                    note,
                    Peer.NONE,
                    load));
        }
    }

    private static double value(String metrics, String name) throws IOException {
        return metrics.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new IOException("the server's metrics have no " + name));
    }
}
