package org.attune.tuner.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** {@code openapi.yaml} as a judge: every answer that a test gets must be one that it describes. */
final class Contract {

    static final Contract OPENAPI = new Contract();

    private static final String ID = "https://attune.test/openapi.json";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    final JsonNode document;
    /** Problem codes that any answer had. */
    final Set<String> codesSeen = ConcurrentHashMap.newKeySet();
    /** Operations that any request reached. */
    final Set<String> operationsSeen = ConcurrentHashMap.newKeySet();

    private final SchemaRegistry schemas;
    private final Map<String, Schema> cached = new ConcurrentHashMap<>();

    /** One operation of the document. */
    record Operation(String method, String path, JsonNode node, List<JsonNode> parameters) {
        String access() {
            return node.path("x-access").asText();
        }

        Set<String> query() {
            Set<String> names = new TreeSet<>();
            parameters.stream()
                    .filter(p -> p.path("in").asText().equals("query"))
                    .forEach(p -> names.add(p.path("name").asText()));
            return names;
        }
    }

    private Contract() {
        try (InputStream in = Contract.class.getResourceAsStream("/openapi.yaml")) {
            Object yaml = new Load(LoadSettings.builder()
                            .setMaxAliasesForCollections(200)
                            .build())
                    .loadFromInputStream(in);
            document = new ObjectMapper().valueToTree(yaml);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        schemas = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, b -> b.schemas(Map.of(ID, document.toString())));
    }

    List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(entry -> {
                    if (!entry.getKey().equals("parameters")) {
                        List<JsonNode> parameters = new ArrayList<>();
                        path.getValue().path("parameters").forEach(p -> parameters.add(resolved(p)));
                        entry.getValue().path("parameters").forEach(p -> parameters.add(resolved(p)));
                        all.add(new Operation(
                                entry.getKey().toUpperCase(Locale.ROOT), path.getKey(), entry.getValue(), parameters));
                    }
                }));
        return all;
    }

    private JsonNode resolved(JsonNode node) {
        String ref = node.path("$ref").asText("");
        return ref.isEmpty() ? node : document.at(ref.substring(1));
    }

    /** The operation of a request, if there is one. */
    Optional<Operation> operation(String method, String path) {
        String below = path.startsWith("/api/v1") ? path.substring("/api/v1".length()) : path;
        boolean atRoot = below.equals(path);
        Operation best = null;
        for (Operation each : operations()) {
            boolean fits = each.method().equals(method)
                    && (!atRoot || each.node().path("x-at-root").asBoolean())
                    && pattern(each.path()).matcher(below).matches();
            if (fits && (best == null || each.path().length() > best.path().length())) {
                best = each;
            }
        }
        return Optional.ofNullable(best);
    }

    private static Pattern pattern(String template) {
        return Pattern.compile(
                template.replaceAll("([.:])", "\\\\$1").replace("{path}", ".+").replaceAll("\\{[^}]+}", "[^/:]+"));
    }

    /** Fails unless the document describes this answer to this request. */
    void check(String method, String path, HttpResponse<byte[]> response) {
        assertThat(response.headers().firstValue("X-Request-Id"))
                .as("X-Request-Id")
                .isPresent();
        String type = response.headers().firstValue("Content-Type").orElse("");
        String media = type.contains(";") ? type.substring(0, type.indexOf(';')) : type;
        if (response.statusCode() >= 400) {
            checkProblem(method, response, media);
        }
        Optional<Operation> operation = operation(method.equals("HEAD") ? headOf(path) : method, path);
        if (operation.isEmpty()) {
            assertThat(response.statusCode()).as(method + " " + path).isGreaterThanOrEqualTo(400);
            return;
        }
        operationsSeen.add(operation.get().node().path("operationId").asText());
        String status = Integer.toString(response.statusCode());
        JsonNode responses = operation.get().node().path("responses");
        boolean named = responses.has(status);
        JsonNode described = resolved(named ? responses.path(status) : responses.path("default"));
        if (!named && response.statusCode() < 400) {
            fail(method + " " + path + " answers " + status + ", which openapi.yaml does not name");
        }
        described.path("headers").properties().forEach(header -> {
            if (header.getValue().path("required").asBoolean()) {
                assertThat(response.headers().firstValue(header.getKey()))
                        .as(header.getKey())
                        .isPresent();
            }
        });
        if (method.equals("HEAD") || response.statusCode() == 304) {
            assertThat(response.body()).isEmpty();
            return;
        }
        if (!described.has("content")) {
            assertThat(response.body()).as(method + " " + path + " " + status).isEmpty();
            return;
        }
        assertThat(described.path("content").has(media))
                .as(method + " " + path + " " + status + " as " + media)
                .isTrue();
        boolean log = operation.get().node().path("operationId").asText().equals("readTrialLogs");
        if (media.equals("application/x-ndjson") && log) {
            for (String line : new String(response.body(), StandardCharsets.UTF_8).split("\n", 0)) {
                validate("#/components/schemas/LogPiece", line.getBytes(StandardCharsets.UTF_8), path);
            }
        } else if (media.endsWith("json") && !media.endsWith("ndjson")) {
            String pointer = "#" + pointer(operation.get(), named ? status : "default", media);
            validate(pointer, response.body(), method + " " + path + " " + status);
        }
    }

    private String headOf(String path) {
        return operation("HEAD", path).isPresent() ? "HEAD" : "GET";
    }

    private void checkProblem(String method, HttpResponse<byte[]> response, String media) {
        assertThat(media).as("content type of %s", response.statusCode()).isEqualTo("application/problem+json");
        if (method.equals("HEAD")) {
            return;
        }
        validate("#/components/schemas/Problem", response.body(), "problem");
        try {
            JsonNode problem = MAPPER.readTree(response.body());
            codesSeen.add(problem.path("code").asText());
            assertThat(problem.path("status").asInt()).isEqualTo(response.statusCode());
            assertThat(problem.path("requestId").asText())
                    .isEqualTo(response.headers().firstValue("X-Request-Id").orElseThrow());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String pointer(Operation operation, String status, String media) {
        String at = "/paths/" + escape(operation.path()) + "/"
                + operation.method().toLowerCase(Locale.ROOT) + "/responses/" + status;
        String ref = document.at(at).path("$ref").asText("");
        return (ref.isEmpty() ? at : ref.substring(1)) + "/content/" + escape(media) + "/schema";
    }

    private static String escape(String part) {
        return part.replace("~", "~0").replace("/", "~1");
    }

    private void validate(String pointer, byte[] body, String what) {
        Schema schema = cached.computeIfAbsent(pointer, p -> schemas.getSchema(SchemaLocation.of(ID + uri(p))));
        try {
            List<Error> errors = schema.validate(MAPPER.readTree(body));
            assertThat(errors)
                    .as(what + ": " + new String(body, StandardCharsets.UTF_8))
                    .isEmpty();
        } catch (IOException e) {
            fail(what + " is no JSON: " + new String(body, StandardCharsets.UTF_8), e);
        }
    }

    private static String uri(String pointer) {
        return pointer.replace("{", "%7B").replace("}", "%7D");
    }

    /** The closed list of problem codes, and which of them are reserved. */
    Map<String, Boolean> codes() {
        Map<String, Boolean> codes = new HashMap<>();
        JsonNode list = document.at("/components/schemas/ProblemCode");
        list.path("enum").forEach(code -> codes.put(code.asText(), false));
        list.path("x-reserved").forEach(code -> codes.put(code.asText(), true));
        return codes;
    }
}
