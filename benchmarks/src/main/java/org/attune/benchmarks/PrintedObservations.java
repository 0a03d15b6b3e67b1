package org.attune.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The whole way of observations: printed by four trials at once, read by the agent, sent, decided upon, stored. */
final class PrintedObservations implements Figure {

    private static final int TRIALS = 4;
    private static final int LINES = 10_000;
    private static final int METRICS = 10;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "printed-observations";
    }

    @Override
    public List<Measurement> measure(Bench bench) throws Exception {
        int lines = bench.size(LINES);
        try (Server server = Server.start(bench.attune(), name())) {
            double load = Machine.load();
            Processor before = server.processor();
            server.submit(name(), spec(lines));
            JsonNode ended = server.ended(name(), LIMIT);
            Processor used = server.processor().minus(before);
            long stored = (long) TRIALS * lines * METRICS;
            if (ended.path("trials").path("succeeded").asInt() != TRIALS) {
                throw new IOException("not every trial ended well: " + ended);
            }
            String report = server.get("studies/" + name() + "/trials/1")
                    .path("attempts")
                    .path(0)
                    .path("parseReport")
                    .asText();
            double seconds = Duration.between(
                                    Instant.parse(ended.path("createTime").asText()),
                                    Instant.parse(ended.path("endTime").asText()))
                            .toMillis()
                    / 1e3;
            String note = String.format(
                    Locale.ROOT,
                    "%d trials print %,d lines of %d metrics at once; %.1f s from submit to the end, with their starts, on a"
                            + " server just started; processor time of the server %.1f µs a point; of one trial it says: %s",
                    TRIALS,
                    lines,
                    METRICS,
                    seconds,
                    used.own() / stored * 1e6,
                    report);
            return List.of(new Measurement(
                    name(),
                    "observations printed, read, sent and stored",
                    Aim.atLeast(30_000, "points/s"),
                    stored / seconds,
                    note,
                    bench.peers().observations(),
                    load));
        }
    }

    private static String spec(int lines) {
        StringBuilder line = new StringBuilder("loss=0.5");
        for (int i = 1; i < METRICS; i++) {
            line.append(" m").append(i).append("=0.").append(i);
        }
        return """
                {"objective": {"metric": "loss", "goal": "minimize"}, "metrics": {"collect": ["m*"]},
                 "parameters": {"x": {"type": "float", "min": 0, "max": 1}},
                 "strategy": "random", "maxTrials": %d, "parallelism": %d,
                 "trial": {"command": ["sh", "-c", "yes '%s' | head -n %d"], "files": "none",
                           "resources": {"cpus": 0.1}}}
                """.formatted(TRIALS, TRIALS, line, lines);
    }
}
