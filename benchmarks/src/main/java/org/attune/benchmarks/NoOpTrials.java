package org.attune.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Trials that do nothing but print one value, through everything: strategy, queue, placement, claim, process, metric reader,
 * store. The time is from the study's creation to its end, as stored.
 */
final class NoOpTrials implements Figure {

    private static final int TRIALS = 2_000;
    private static final int WARM_UP = 400;
    private static final int PARALLELISM = 16;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "no-op-trials";
    }

    @Override
    public List<Measurement> measure(Bench bench) throws Exception {
        int trials = bench.size(TRIALS);
        try (Server server = Server.start(bench.attune(), name())) {
            run(server, "warm-up", bench.size(WARM_UP));
            double load = Machine.load();
            Processor before = server.processor();
            double seconds = run(server, "no-op", trials);
            Processor used = server.processor().minus(before);
            double rate = trials / seconds;
            String note = String.format(
                    Locale.ROOT,
                    "%,d trials of sh -c 'echo loss=1', %d at once, in %.1f s after %d to warm up; processor time a trial:"
                            + " %.1f ms of the server, %.1f ms of the worker's processes",
                    trials,
                    PARALLELISM,
                    seconds,
                    bench.size(WARM_UP),
                    used.own() / trials * 1e3,
                    used.children() / trials * 1e3);
            return List.of(new Measurement(
                    name(),
                    "no-op trials started, ended and recorded",
                    Aim.atLeast(150, "trials/s"),
                    rate,
                    note,
                    bench.peers().noOpTrials(),
                    load));
        }
    }

    private static double run(Server server, String study, int trials) throws IOException, InterruptedException {
        server.submit(study, """
                {"objective": {"metric": "loss", "goal": "minimize"},
                 "parameters": {"x": {"type": "float", "min": 0, "max": 1}},
                 "strategy": "random", "maxTrials": %d, "parallelism": %d,
                 "trial": {"command": ["sh", "-c", "echo loss=1"], "files": "none", "resources": {"cpus": 0.01}}}
                """.formatted(trials, PARALLELISM));
        JsonNode ended = server.ended(study, LIMIT);
        int good = ended.path("trials").path("succeeded").asInt();
        if (good != trials) {
            throw new IOException(good + " of " + trials + " trials ended well: " + ended);
        }
        return Duration.between(
                                Instant.parse(ended.path("createTime").asText()),
                                Instant.parse(ended.path("endTime").asText()))
                        .toMillis()
                / 1e3;
    }
}
