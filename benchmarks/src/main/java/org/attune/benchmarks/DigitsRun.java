package org.attune.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The first study of a newcomer, with its output piped: 40 trials of gangs of two. */
final class DigitsRun implements Figure {

    private static final int TRIALS = 40;
    private static final Duration LIMIT = Duration.ofMinutes(4);

    @Override
    public String name() {
        return "digits";
    }

    @Override
    public List<Measurement> measure(Bench bench) throws Exception {
        Attune attune = bench.attune();
        Path data = attune.scratch().resolve("digits-data");
        double load = Machine.load();
        Attune.Ended ended = attune.run(name(), LIMIT, "run", "examples/digits/study.yaml", "--data", data.toString());
        if (ended.code() != 0) {
            throw new IOException(ended.message());
        }
        long lines = lines(ended.err());
        String note = String.format(
                Locale.ROOT,
                "./attune run examples/digits/study.yaml, not at a terminal: %d lines of progress, %d of result, for %d"
                        + " trials; from a cold start to its end %.1f s",
                lines,
                lines(ended.out()),
                TRIALS,
                ended.seconds());
        return List.of(
                new Measurement(
                        "digits-lines",
                        "lines printed by the 40-trial digits run when piped",
                        Aim.atMost(TRIALS + 15, "lines"),
                        lines,
                        note,
                        bench.peers().lines(),
                        load),
                new Measurement(
                        "digits-seconds",
                        "the 40-trial digits run, from start to end",
                        Aim.atMost(60, "s"),
                        ended.seconds(),
                        note,
                        Peer.NONE,
                        load));
    }

    private static long lines(Path file) throws IOException {
        return Files.readAllLines(file).size();
    }
}
