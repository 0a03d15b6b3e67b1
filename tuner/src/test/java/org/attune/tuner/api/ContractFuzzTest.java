package org.attune.tuner.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.attune.tuner.api.Contract.Operation;
import org.attune.tuner.api.RestCalls.Got;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests made of the contract itself, right and wrong ones, against the real control plane and store: every answer is
 * one that the contract describes, and none is a defect. {@code -Dattune.fuzz=N} sends more, {@code -Dattune.seed=S}
 * repeats a run.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ContractFuzzTest {

    private static final int REQUESTS = Integer.getInteger("attune.fuzz", 400);

    @TempDir
    Path folder;

    @Test
    void no_request_is_answered_with_a_defect() {
        long seed = Long.getLong("attune.seed", 20_261_125L);
        Random random = new Random(seed);
        SchemaValues values = new SchemaValues(Contract.OPENAPI.document, random);
        List<Operation> operations = Contract.OPENAPI.operations().stream()
                // ends sessions of others at most, but the stream of events does not end by itself
                .filter(operation -> !operation.path().equals("/events"))
                .toList();
        List<String> wrong = new ArrayList<>();
        try (Live live = new Live(folder)) {
            live.create("fuzzed", 1_000);
            live.sweep("fuzzed", 3);
            for (int i = 0; i < REQUESTS; i++) {
                Operation operation = operations.get(random.nextInt(operations.size()));
                String path = path(operation, values, random) + query(operation, values, random);
                String type = type(operation, random);
                byte[] body = type == null ? null : body(operation, type, values);
                String token = token(live, random);
                Got got;
                try {
                    got = live.send(operation.method(), path, type, body, token);
                } catch (UncheckedIOException e) {
                    throw new AssertionError(
                            "seed " + seed + " request " + i + ": " + operation.method() + " " + path + " " + type, e);
                }
                boolean fine = got.status() < 500 || got.status() == 503;
                if (!fine || got.code().equals("INTERNAL")) {
                    wrong.add("seed " + seed + " request " + i + ": " + operation.method() + " " + path + " → "
                            + got.status() + " " + got.text());
                }
            }
            assertThat(live.get("/api/v1/studies").status()).isEqualTo(200);
        }
        assertThat(wrong).isEmpty();
    }

    private static @Nullable String token(Live live, Random random) {
        return switch (random.nextInt(20)) {
            case 0 -> null;
            case 1 -> live.tokens.agent();
            case 2 -> live.tokens.forTrial("abcdefg2", 1);
            default -> live.admin();
        };
    }

    private static String path(Operation operation, SchemaValues values, Random random) {
        String path = operation.path();
        for (JsonNode parameter : operation.parameters()) {
            if (parameter.path("in").asText().equals("path")) {
                String name = parameter.path("name").asText();
                String good = switch (name) {
                    case "s" -> "fuzzed";
                    case "n" -> Integer.toString(1 + random.nextInt(5));
                    case "t" -> "abcdefgh";
                    case "node" -> "local";
                    case "o" -> "aaaaaaaa";
                    case "backup" -> "attune-20260101T000000000Z.zip";
                    case "path" -> "plots/a.png";
                    case "uid" -> "abcdefg2";
                    case "sha256" -> "0".repeat(64);
                    case "stream" -> "out";
                    case "code" -> "not-found";
                    default -> "1";
                };
                String value = random.nextInt(8) == 0 ? encoded(cut(values.odd())) : good;
                path = path.replace("{" + name + "}", value);
            }
        }
        return "/api/v1" + path;
    }

    private static String cut(String text) {
        return text.length() > 100 ? text.substring(0, 100) : text;
    }

    private static String query(Operation operation, SchemaValues values, Random random) {
        StringBuilder query = new StringBuilder();
        for (JsonNode parameter : operation.parameters()) {
            String name = parameter.path("name").asText();
            boolean waits = name.equals("follow") || name.equals("waitSeconds");
            if (parameter.path("in").asText().equals("query") && !waits && random.nextInt(3) == 0) {
                String value = random.nextInt(3) == 0
                        ? cut(values.odd())
                        : values.value(parameter.path("schema"), 0).asText();
                query.append(query.isEmpty() ? '?' : '&')
                        .append(name)
                        .append('=')
                        .append(encoded(value));
            } else if (name.equals("waitSeconds")) {
                query.append(query.isEmpty() ? '?' : '&').append("waitSeconds=0");
            }
        }
        if (random.nextInt(30) == 0) {
            query.append(query.isEmpty() ? '?' : '&').append("nonsense=1");
        }
        return query.toString();
    }

    private static @Nullable String type(Operation operation, Random random) {
        JsonNode content = resolved(operation.node().path("requestBody")).path("content");
        if (content.isEmpty()) {
            return null;
        }
        if (random.nextInt(25) == 0) {
            return "text/plain";
        }
        List<String> types = new ArrayList<>();
        content.fieldNames().forEachRemaining(types::add);
        return types.get(random.nextInt(types.size()));
    }

    private static byte[] body(Operation operation, String type, SchemaValues values) {
        JsonNode content = resolved(operation.node().path("requestBody")).path("content");
        if (!type.equals("application/json")) {
            return ("study: fuzzed\n" + values.odd()).getBytes(StandardCharsets.UTF_8);
        }
        // a client that waits would only slow this down
        return values.body(content.path("application/json").path("schema"))
                .replaceAll("\"waitSeconds\":[0-9.]+", "\"waitSeconds\":0")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode resolved(JsonNode node) {
        String ref = node.path("$ref").asText("");
        return ref.isEmpty() ? node : Contract.OPENAPI.document.at(ref.substring(1));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
