package org.attune.tuner.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.attune.tuner.config.DataDirectory;
import org.attune.tuner.control.Answer;
import org.jspecify.annotations.Nullable;

/** A server on a free port over studies in memory, and a client of it whose every answer is judged by the contract. */
final class Served implements AutoCloseable {

    static final String VERSION = "0.1.0-test";

    final MemoryStudies studies = new MemoryStudies();
    final DataDirectory data;
    final Tokens tokens;
    final RestServer server;
    final String url;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final ObjectMapper mapper = new ObjectMapper();

    Served(Path folder) {
        try {
            data = DataDirectory.at(folder);
            tokens = Tokens.open(data);
            server = RestServer.start(
                    RestSettings.local(0, VERSION, data),
                    studies,
                    studies.queries,
                    tokens,
                    new Door(),
                    InstantSource.system());
            url = server.url();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static final class Door implements ClusterDoor {
        @Override
        public CompletionStage<Answer<Seat>> join(String name, String version) {
            Answer<Seat> answer = version.equals(VERSION)
                    ? new Answer.Ok<>(
                            new Seat("attune", List.of("127.0.0.1:7355"), name.isEmpty() ? "node-1" : name, Map.of()))
                    : Answer.Refused.of(Answer.Code.WRONG_STATE, "the server is " + VERSION + ", the node " + version);
            return CompletableFuture.completedFuture(answer);
        }

        @Override
        public String clusterName() {
            return "attune";
        }
    }

    /** An answer. */
    record Got(int status, JsonNode json, String text, HttpResponse<byte[]> raw) {
        String code() {
            return json.path("code").asText();
        }

        String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }
    }

    Got get(String path) {
        return send("GET", path, null, null, tokens.admin());
    }

    Got post(String path, String json) {
        return send("POST", path, "application/json", json.getBytes(StandardCharsets.UTF_8), tokens.admin());
    }

    Got send(
            String method,
            String path,
            @Nullable String type,
            byte @Nullable [] body,
            @Nullable String token,
            String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(90))
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            Contract.OPENAPI.check(method, URI.create(url + path).getPath(), response);
            String media = response.headers().firstValue("Content-Type").orElse("");
            boolean json = media.endsWith("json") && response.body().length > 0;
            return new Got(
                    response.statusCode(),
                    json ? mapper.readTree(response.body()) : mapper.nullNode(),
                    new String(response.body(), StandardCharsets.UTF_8),
                    response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** An external study of one parameter. */
    static String spec(int maxTrials) {
        return "{\"objective\": {\"metric\": \"loss\", \"goal\": \"minimize\"}, \"parameters\": {\"x\": {\"type\": \"float\","
                + " \"min\": -10, \"max\": 10}}, \"maxTrials\": " + maxTrials + ", \"trial\": {\"external\": true}}";
    }

    Got create(String name, int maxTrials) {
        return post("/api/v1/studies", "{\"studyId\": \"" + name + "\", \"spec\": " + spec(maxTrials) + "}");
    }

    static Set<String> names(JsonNode object) {
        Set<String> names = new java.util.TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Override
    public void close() {
        server.close();
    }
}
