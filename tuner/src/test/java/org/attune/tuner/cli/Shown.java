package org.attune.tuner.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** One command run inside the test: what it printed, and its exit code. */
record Shown(int code, String out, String err) {

    /** How a command is run. */
    static final class Setting {
        private final Map<String, String> environment =
                new HashMap<>(Map.of("LANG", "C.UTF-8", "HOME", "/nonexistent"));
        private String input = "";
        private boolean outTty;
        private boolean errTty;
        private int width;
        private Launcher launcher = new NoLauncher();

        Setting env(String name, String value) {
            environment.put(name, value);
            return this;
        }

        Setting input(String text) {
            input = text;
            return this;
        }

        /** A person watches both streams. */
        Setting tty(int columns) {
            outTty = true;
            errTty = true;
            width = columns;
            return this;
        }

        Setting launcher(Launcher given) {
            launcher = given;
            return this;
        }

        Shown run(String... words) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            int code = run(out, err, words);
            return new Shown(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        }

        int run(OutputStream out, OutputStream err, String... words) {
            Terminal terminal = new Terminal(
                    new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                    new PrintStream(out, false, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    environment,
                    outTty,
                    errTty,
                    width);
            return new AttuneCli(terminal, launcher).run(words);
        }
    }

    static Setting with() {
        return new Setting();
    }

    static Shown run(String... words) {
        return with().run(words);
    }

    /** Starts nothing; no command of a client may ask it to. */
    private static final class NoLauncher implements Launcher {
        @Override
        public Running startServer(ServerOptions options) {
            throw new AssertionError("a client command started a server");
        }

        @Override
        public Running startEmbedded(EmbeddedOptions options) {
            throw new AssertionError("a client command started a server");
        }

        @Override
        public Running startAgent(AgentOptions options) {
            throw new AssertionError("a client command started an agent");
        }

        @Override
        public Machine machine() {
            return new Machine(2, 4L << 30, java.util.List.of(), "");
        }

        @Override
        public void warmUp(Path scratch) {
            throw new AssertionError("a client command warmed up");
        }
    }
}
