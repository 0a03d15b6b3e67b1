package org.attune.tuner.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The program as a real process of its own, on the class path of the test. */
final class AttuneProcess implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Path output;

    private AttuneProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts a command; both of its streams go to one file in the folder. */
    static AttuneProcess start(Path folder, Map<String, String> environment, String... words) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                Main.class.getName()));
        command.addAll(List.of(words));
        Path output = Files.createTempFile(folder, words[0] + "-", ".out");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(environment);
        return new AttuneProcess(builder.start(), output);
    }

    boolean alive() {
        return process.isAlive();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    int waitFor(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + patience + ":\n" + output());
        }
        return process.exitValue();
    }

    /** What it printed so far. */
    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** The URL of the server that owns a data directory, once it answers; null when the process ended before. */
    @Nullable
    String url(Path data, Duration patience) {
        return until(patience, this, () -> {
            try {
                JsonNode node = JSON.readTree(data.resolve("server.json").toFile());
                if (node.path("pid").asLong() != process.pid()) {
                    return null;
                }
                String url = node.path("url").asText();
                return call("GET", url + "/healthz", "", null).status() == 200 ? url : null;
            } catch (IOException e) {
                return null;
            }
        });
    }

    /** Asks again and again until there is an answer, the process has ended, or the patience has. */
    static <T> @Nullable T until(Duration patience, @Nullable AttuneProcess process, Supplier<@Nullable T> ask) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline) {
            T answer = ask.get();
            if (answer != null) {
                return answer;
            }
            if (process != null && !process.alive()) {
                return null;
            }
            if (!Pauses.briefly()) {
                break;
            }
        }
        throw new AssertionError("not within " + patience + (process == null ? "" : ":\n" + process.output()));
    }

    /** An answer of the API. */
    record Reply(int status, JsonNode body) {}

    static Reply call(String method, String url, String token, @Nullable JsonNode body) throws IOException {
        HttpURLConnection http = (HttpURLConnection) URI.create(url).toURL().openConnection();
        http.setRequestMethod(method);
        http.setConnectTimeout(5_000);
        http.setReadTimeout(20_000);
        if (!token.isEmpty()) {
            http.setRequestProperty("Authorization", "Bearer " + token);
        }
        if (body != null) {
            http.setDoOutput(true);
            http.setRequestProperty("Content-Type", "application/json");
            try (OutputStream out = http.getOutputStream()) {
                out.write(body.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
        int status = http.getResponseCode();
        try (InputStream in = status < 400 ? http.getInputStream() : http.getErrorStream()) {
            byte[] bytes = in == null ? new byte[0] : in.readAllBytes();
            JsonNode node;
            try {
                node = JSON.readTree(bytes);
            } catch (IOException e) {
                node = JSON.createObjectNode();
            }
            return new Reply(status, node == null ? JSON.createObjectNode() : node);
        }
    }

    /** Ends it however it can. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
