package org.attune.tuner.app;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.attune.tuner.cli.AttuneCli;
import org.attune.tuner.cli.Launcher;
import org.attune.tuner.cli.Terminal;

/**
 * Uses the program once as people do, so that the class archive holds what an embedded run, a server and a client's request
 * load. Its words go nowhere.
 */
final class WarmUp {

    private static final String STUDY = """
            study: warm-up
            objective: {metric: loss, goal: minimize}
            parameters:
              x: {type: float, min: 0, max: 1}
            strategy: sobol
            earlyStopping: median
            maxTrials: 3
            parallelism: 2
            trial:
              command: [sh, -c, "echo step=1 loss=0.5"]
              files: none
              workers: 2
              resources: {cpus: 0.1}
            """;

    private WarmUp() {}

    static void run(Launcher launcher, Path scratch) {
        Path spec = scratch.resolve("study.yaml");
        try {
            Files.createDirectories(scratch);
            Files.writeString(spec, STUDY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String data = scratch.resolve("data").toString();
        use(launcher, "run", spec.toString(), "--data", data);
        use(launcher, "trial", "list", "warm-up", "--data", data);
        use(launcher, "best", "warm-up", "--data", data, "-o", "json");
        use(launcher, "validate", spec.toString(), "--data", data);
        use(launcher, "help");
        Launcher.Running server =
                launcher.startEmbedded(new Launcher.EmbeddedOptions(scratch.resolve("data"), null, null));
        try {
            use(launcher, "ps", "--data", data);
            use(launcher, "study", "show", "warm-up", "--data", data);
        } finally {
            server.close();
        }
    }

    private static void use(Launcher launcher, String... words) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(new byte[0]),
                nowhere,
                nowhere,
                Map.of("HOME", "/nonexistent", "LANG", "C.UTF-8"),
                false,
                false,
                0);
        new AttuneCli(terminal, launcher).run(words);
    }
}
