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
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A client whose every answer is judged by the contract. */
abstract class RestCalls implements AutoCloseable {

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final ObjectMapper mapper = new ObjectMapper();

    /** Calls of a server that somebody else closes. */
    static RestCalls of(String url, String admin) {
        return new RestCalls() {
            @Override
            String url() {
                return url;
            }

            @Override
            String admin() {
                return admin;
            }

            @Override
            public void close() {}
        };
    }

    /** Where the server answers. */
    abstract String url();

    /** The token that may do everything. */
    abstract String admin();

    /** An answer. */
    record Got(int status, JsonNode json, String text, HttpResponse<byte[]> raw) {
        String code() {
            return json.path("code").asText();
        }

        String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }
    }

    Got delete(String path) {
        return send("DELETE", path, null, null, admin());
    }

    Got get(String path) {
        return send("GET", path, null, null, admin());
    }

    Got post(String path, String json) {
        return send("POST", path, "application/json", json.getBytes(StandardCharsets.UTF_8), admin());
    }

    Got send(
            String method,
            String path,
            @Nullable String type,
            byte @Nullable [] body,
            @Nullable String token,
            String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path))
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
        return answer(request.build(), method, path, true);
    }

    /** Asks for what the contract's schemas cannot read, such as packed bytes. */
    Got sendUnchecked(String path, String token, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(Duration.ofSeconds(90))
                .header("Authorization", "Bearer " + token)
                .headers(headers);
        return answer(request.build(), "GET", path, false);
    }

    /** Says one method and means another. */
    Got sendAs(String meant, String said, String path, String json, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(Duration.ofSeconds(90))
                .method(said, HttpRequest.BodyPublishers.ofString(json))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + admin())
                .headers(headers);
        return answer(request.build(), meant, path, true);
    }

    private Got answer(HttpRequest request, String method, String path, boolean judged) {
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (judged) {
                Contract.OPENAPI.check(method, URI.create(url() + path).getPath(), response);
            }
            String media = response.headers().firstValue("Content-Type").orElse("");
            boolean json = judged && media.endsWith("json") && !media.endsWith("ndjson") && response.body().length > 0;
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

    /** Makes a token of this scope. */
    String token(String scope) {
        return post("/api/v1/tokens", "{\"name\": \"a test\", \"scope\": \"" + scope + "\"}")
                .json()
                .path("value")
                .asText();
    }

    static Set<String> names(JsonNode object) {
        Set<String> names = new java.util.TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Override
    public abstract void close();
}
