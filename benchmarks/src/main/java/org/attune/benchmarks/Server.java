package org.attune.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A server of its own for one figure: {@code attune server start} on a fresh data directory and a free port. */
final class Server implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final long LOOK_MILLIS = 20;

    /** Seldom, since a look costs the server too; times are taken from what it stored. */
    private static final long POLL_MILLIS = 500;

    private final Process process;
    private final Path data;
    private final URI url;
    private final String token;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private Server(Process process, Path data, URI url, String token) {
        this.process = process;
        this.data = data;
        this.url = url;
        this.token = token;
    }

    static Server start(Attune attune, String name) throws IOException, InterruptedException {
        Path data = attune.scratch().resolve(name + "-data");
        Process process = attune.command(
                        name, "server", "start", "--data", data.toString(), "--port", "0", "--cluster-port", "0")
                .start();
        Path json = data.resolve("server.json");
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!Files.exists(json)) {
            if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new IOException("the server did not start: "
                        + Files.readString(attune.err(name)).strip());
            }
        }
        URI url = URI.create(JSON.readTree(Files.readAllBytes(json)).path("url").asText());
        return new Server(
                process,
                data,
                url,
                Files.readString(data.resolve("admin.token")).strip());
    }

    Path data() {
        return data;
    }

    URI url() {
        return url;
    }

    String token() {
        return token;
    }

    /** What the server's process and its workers have used. */
    Processor processor() {
        return Processor.of(process.pid());
    }

    /** The memory that the server holds now, in KiB. */
    long residentKiB() throws IOException {
        return EventListeners.residentKiB(process.pid());
    }

    /** Submits a study. */
    void submit(String name, String specJson) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        body.put("studyId", name);
        body.set("spec", JSON.readTree(specJson));
        send(HttpRequest.newBuilder(at("studies"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    /** Waits until a study has ended; its view. */
    JsonNode ended(String name, Duration limit) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            JsonNode study = get("studies/" + name);
            if (study.hasNonNull("endTime")) {
                return study;
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "study " + name + " has not ended after " + limit.toSeconds() + " s: " + study.path("trials"));
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(at(path)).GET());
    }

    /** An answer that is no JSON. */
    String text(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(at(path))
                        .header("Authorization", "Bearer " + token)
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(answer.uri() + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    private URI at(String path) {
        return URI.create(url + "/api/v1/" + path);
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(
                request.header("Authorization", "Bearer " + token)
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        JsonNode body = JSON.readTree(answer.body());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(answer.uri() + " answered " + answer.statusCode() + ": " + body);
        }
        return body;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
