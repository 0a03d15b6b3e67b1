package org.attune.tuner.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Starts a copy of this program behind, in a session of its own, and waits until it is ready. */
final class Detached {

    private static final long READY_SECONDS = 60;
    private static final int LINES_SHOWN = 5;

    private Detached() {}

    /** Starts it with these arguments; its output goes to a file of the data directory. */
    static int start(AttuneCommand command, String what, List<String> arguments) {
        Path root = command.dataDirectory().root();
        Path log = root.resolve(what + ".log");
        try {
            command.dataDirectory().create();
            long before = Files.exists(log) ? Files.size(log) : 0;
            List<String> words = new ArrayList<>(List.of("setsid", java()));
            words.addAll(
                    java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments());
            words.addAll(List.of("-Dattune.out.tty=0", "-Dattune.err.tty=0"));
            words.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.attune.tuner.app.Main"));
            words.addAll(arguments);
            Process process = new ProcessBuilder(words)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .redirectErrorStream(true)
                    .start();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
            while (System.nanoTime() < deadline) {
                String url = what.equals("server") ? command.servers().owner() : null;
                boolean ready = url != null || (what.equals("agent") && saysReady(log, before));
                if (ready) {
                    command.say(command.terminal().errStyle().tick() + " The " + what + " runs"
                            + (url == null ? "" : "  " + url) + "   log in " + log);
                    return ExitCode.OK;
                }
                if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                    String said = new String(new LogFile(log).tail(LINES_SHOWN).bytes(), StandardCharsets.UTF_8);
                    throw new CliFailure(
                            ExitCode.UNEXPECTED,
                            "the " + what + " ended at once; its last words in " + log + " are\n" + said.strip());
                }
            }
        } catch (IOException e) {
            throw new CliFailure(ExitCode.UNEXPECTED, "the " + what + " cannot be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        }
        throw new CliFailure(
                ExitCode.TIMED_OUT, "the " + what + " was not ready within " + READY_SECONDS + " s; see " + log);
    }

    /** Waits until it has ended by itself. */
    static int await(Launcher.Running running) {
        try {
            return running.ended().toCompletableFuture().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        } catch (ExecutionException e) {
            throw new CliFailure(ExitCode.UNEXPECTED, "it ended: " + e.getCause());
        }
    }

    static void option(List<String> words, String name, @Nullable Object value) {
        if (value != null) {
            words.add(name);
            words.add(value.toString());
        }
    }

    /** An agent has no address of its own to ask; it says so in its log, behind what stood there before. */
    private static boolean saysReady(Path log, long before) {
        byte[] fresh = new LogFile(log).read(before, 1 << 20).bytes();
        return new String(fresh, StandardCharsets.UTF_8).contains("Agent ready");
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
