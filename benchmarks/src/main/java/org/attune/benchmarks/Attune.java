package org.attune.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The product as a user meets it: its launcher, as a child process.
 *
 * @param root of the project
 * @param scratch a folder for data directories and output
 */
record Attune(Path root, Path scratch) {

    /**
     * How a command ended.
     *
     * @param seconds from its start to its end
     */
    record Ended(int code, double seconds, Path out, Path err) {

        String message() throws IOException {
            return "exit " + code + ": " + Files.readString(err).strip();
        }
    }

    /** A command that has not been started; its output goes to files in the scratch folder. */
    ProcessBuilder command(String name, String... words) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(root.resolve("attune").toString());
        line.addAll(List.of(words));
        Files.createDirectories(scratch);
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(root.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out(name).toFile())
                .redirectError(err(name).toFile());
        builder.environment().put("ATTUNE_NO_BUILD", "1");
        return builder;
    }

    /** Runs a command to its end. */
    Ended run(String name, Duration limit, String... words) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Process process = command(name, words).start();
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroy();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            throw new IOException(
                    "attune " + String.join(" ", words) + " took longer than " + limit.toSeconds() + " s");
        }
        return new Ended(process.exitValue(), (System.nanoTime() - begin) / 1e9, out(name), err(name));
    }

    Path out(String name) {
        return scratch.resolve(name + ".out");
    }

    Path err(String name) {
        return scratch.resolve(name + ".err");
    }
}
