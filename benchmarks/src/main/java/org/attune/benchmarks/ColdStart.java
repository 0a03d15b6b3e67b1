package org.attune.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Commands in a JVM of their own, from the launcher's first instruction to its end. */
final class ColdStart implements Figure {

    private static final int ROUNDS = 7;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "cold-start";
    }

    @Override
    public List<Measurement> measure(Bench bench) throws Exception {
        Attune attune = bench.attune();
        boolean archive = Files.exists(attune.root().resolve("tuner/target/attune.jsa"));
        String how = archive ? "with the class archive" : "without a class archive: the build could not make one";
        Measurement help = measure(attune, "help", "cold ./attune --help", Aim.atMost(0.7, "s"), how, "--help");
        try (Server server = Server.start(attune, name())) {
            Measurement ps = measure(
                    attune,
                    "ps",
                    "cold ./attune ps against a running server",
                    Aim.atMost(1.2, "s"),
                    how,
                    "ps",
                    "--data",
                    server.data().toString());
            return List.of(help, ps);
        }
    }

    private static Measurement measure(Attune attune, String id, String figure, Aim aim, String how, String... words)
            throws IOException, InterruptedException {
        double load = Machine.load();
        double[] seconds = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            Attune.Ended ended = attune.run("cold-" + id, LIMIT, words);
            if (ended.code() != 0) {
                throw new IOException(ended.message());
            }
            seconds[i] = ended.seconds();
        }
        String note = String.format(
                Locale.ROOT,
                "median of %d, %s; the first %.2f s, the slowest %.2f s",
                ROUNDS,
                how,
                seconds[0],
                Numbers.percentile(seconds, 1));
        return new Measurement("cold-" + id, figure, aim, Numbers.median(seconds), note, Peer.NONE, load);
    }
}
