package org.attune.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long it takes from a printed line to SIGTERM at the trial, when that line is what a stopping rule acts on. The trial
 * ({@code trials/stopped.sh}) notes both times itself; the decision was stored in between.
 */
final class StopLatency implements Figure {

    private static final int SAMPLES = 200;
    private static final int GOOD = 10;
    private static final int STEPS = 10;
    private static final Duration LIMIT = Duration.ofSeconds(90);

    /** Milliseconds: from the line to the signal, and how long the trial took to print the line. */
    private record Sample(double stop, double print) {}

    @Override
    public String name() {
        return "stop-latency";
    }

    @Override
    public List<Measurement> measure(Bench bench) throws Exception {
        Path notes = Files.createDirectories(bench.attune().scratch().resolve("stop-notes"));
        Path script = bench.attune().root().resolve("benchmarks/trials/stopped.sh");
        try (Server server = Server.start(bench.attune(), name())) {
            double load = Machine.load();
            int trials = GOOD + bench.size(SAMPLES);
            server.submit(name(), spec(script, notes, trials));
            JsonNode ended = server.ended(name(), LIMIT);
            List<Sample> samples = samples(notes);
            int pruned = ended.path("trials").path("pruned").asInt();
            if (samples.size() < bench.size(SAMPLES) / 2) {
                throw new IOException("only " + samples.size() + " of " + trials + " trials were stopped: " + ended);
            }
            double[] stops = samples.stream().mapToDouble(Sample::stop).toArray();
            double[] prints = samples.stream().mapToDouble(Sample::print).toArray();
            String note = String.format(
                    Locale.ROOT,
                    "%d trials stopped by the median rule (%d samples), two at once; worst %.1f ms; printing that line took"
                            + " the trial %.3f ms (median), %.3f ms at worst: it never waits",
                    pruned,
                    samples.size(),
                    Numbers.percentile(stops, 1),
                    Numbers.median(prints),
                    Numbers.percentile(prints, 1));
            String figure = "from a printed metric line to the stop signal at the trial, decision durable: ";
            return List.of(
                    new Measurement(
                            name() + "-median",
                            figure + "median",
                            Aim.atMost(20, "ms"),
                            Numbers.median(stops),
                            note,
                            bench.peers().stopMedian(),
                            load),
                    new Measurement(
                            name() + "-p95",
                            figure + "p95",
                            Aim.atMost(40, "ms"),
                            Numbers.percentile(stops, 0.95),
                            note,
                            bench.peers().stopTail(),
                            load));
        }
    }

    private static String spec(Path script, Path notes, int trials) {
        return """
                {"objective": {"metric": "loss", "goal": "minimize"},
                 "parameters": {"x": {"type": "float", "min": 0, "max": 1}},
                 "strategy": "random", "maxTrials": %d, "parallelism": 2,
                 "earlyStopping": {"type": "median", "warmupTrials": 5, "warmupSteps": %d},
                 "trial": {"command": ["bash", "%s", "%s", "%d", "%d"], "args": "none", "files": "none",
                           "resources": {"cpus": 0.1}}}
                """.formatted(trials, STEPS - 1, script, notes, GOOD, STEPS);
    }

    private static List<Sample> samples(Path notes) throws IOException {
        List<Sample> samples = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(notes, "trial-*")) {
            for (Path file : files) {
                String[] times = Files.readString(file).strip().split(" ", -1);
                // a trial that was stopped before it had noted both of its times measures nothing
                if (times.length == 3 && !times[0].isEmpty() && !times[1].isEmpty()) {
                    double before = Double.parseDouble(times[0]);
                    double after = Double.parseDouble(times[1]);
                    double stopped = Double.parseDouble(times[2]);
                    samples.add(new Sample((stopped - before) * 1e3, (after - before) * 1e3));
                }
            }
        }
        return samples;
    }
}
