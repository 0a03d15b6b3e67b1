package org.attune.tuner.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.attune.tuner.spec.ShippedYaml;

/**
 * {@code openapi.yaml} as a page to read: every operation with its parameters, bodies and answers. It is written by the
 * server and needs no script, so that it works offline and under the strictest policy.
 */
final class ApiPage {

    private static final String STYLE = """
            :root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:62rem;padding:1rem}
            nav a{margin-right:1rem}section{border-top:1px solid #8886;padding:.5rem 0}code,pre{font-family:ui-monospace,monospace}
            pre{overflow-x:auto;border:1px solid #8886;border-radius:4px;padding:.75rem}h3{margin:.75rem 0 .25rem}
            .m{display:inline-block;min-width:4.5rem;font-weight:700}.a{font-size:.85rem;border:1px solid #8888;border-radius:4px;padding:0 .4rem}
            table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #8884;padding:.25rem .5rem;text-align:left;vertical-align:top}
            p.d{white-space:pre-line}summary{cursor:pointer}
            """;
    private static final Set<String> METHODS = Set.of("get", "head", "post", "put", "patch", "delete");
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MAX_DEPTH = 12;

    private final JsonNode document;
    private final StringBuilder out = new StringBuilder(256 * 1024);

    private ApiPage(JsonNode document) {
        this.document = document;
    }

    /** The page; made anew each time, which nobody asks for often. */
    static Reply.Whole page() throws IOException {
        try (InputStream in = ApiPage.class.getResourceAsStream("/openapi.yaml")) {
            if (in == null) {
                throw new IOException("the class path lacks openapi.yaml");
            }
            String html = new ApiPage(ShippedYaml.read(in)).html();
            return new Reply.Whole(
                    200,
                    "text/html; charset=utf-8",
                    html.getBytes(StandardCharsets.UTF_8),
                    Map.of(
                            "Content-Security-Policy",
                            "default-src 'none'; style-src 'sha256-" + sha256(STYLE) + "'; frame-ancestors 'none'",
                            "Cache-Control",
                            "no-cache"));
        }
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private String html() {
        Map<String, List<String>> byTag = new LinkedHashMap<>();
        document.path("tags").forEach(tag -> byTag.put(tag.path("name").asText(), new ArrayList<>()));
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(each -> {
                    if (METHODS.contains(each.getKey())) {
                        byTag.computeIfAbsent(
                                        each.getValue().path("tags").path(0).asText(), t -> new ArrayList<>())
                                .add(operation(path.getKey(), path.getValue(), each.getKey(), each.getValue()));
                    }
                }));
        out.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Attune's REST API</title>")
                .append("<meta name=\"viewport\" content=\"width=device-width\"><style>")
                .append(STYLE)
                .append("</style></head>\n<body><main>\n<h1>Attune's REST API</h1>\n<p class=\"d\">");
        text(document.path("info").path("description").asText());
        out.append(
                "</p>\n<p>For programs: <a href=\"openapi.yaml\">openapi.yaml</a>. Paths begin with <code>/api/v1</code>."
                        + "</p>\n<nav aria-label=\"Groups\">");
        byTag.keySet().forEach(tag -> {
            out.append("<a href=\"#").append(anchor(tag)).append("\">");
            text(tag);
            out.append("</a>");
        });
        out.append("</nav>\n");
        byTag.forEach((tag, operations) -> {
            out.append("<h2 id=\"").append(anchor(tag)).append("\">");
            text(tag);
            out.append("</h2>\n");
            operations.forEach(out::append);
        });
        return out.append("</main></body></html>\n").toString();
    }

    private static String anchor(String tag) {
        return tag.toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    private String operation(String path, JsonNode shared, String method, JsonNode operation) {
        StringBuilder section = new StringBuilder();
        section.append("<section id=\"")
                .append(escape(operation.path("operationId").asText()))
                .append("\"><h3><span class=\"m\">")
                .append(method.toUpperCase(Locale.ROOT))
                .append("</span> <code>")
                .append(escape(path))
                .append("</code> <span class=\"a\">")
                .append(escape(operation.path("x-access").asText()))
                .append("</span></h3>\n<p>")
                .append(escape(operation.path("summary").asText()))
                .append("</p>\n");
        if (operation.has("description")) {
            section.append("<p class=\"d\">")
                    .append(escape(operation.path("description").asText().strip()))
                    .append("</p>\n");
        }
        parameters(section, shared, operation);
        body(section, resolved(operation.path("requestBody")));
        section.append("<details><summary>Answers</summary>\n");
        operation.path("responses").properties().forEach(each -> {
            JsonNode response = resolved(each.getValue());
            section.append("<p><b>")
                    .append(escape(each.getKey()))
                    .append("</b> ")
                    .append(escape(response.path("description").asText()))
                    .append("</p>\n");
            // problems look the same everywhere; see the end of the list
            if (each.getKey().startsWith("2")) {
                content(section, response.path("content"));
            }
        });
        return section.append("</details></section>\n").toString();
    }

    private void parameters(StringBuilder section, JsonNode shared, JsonNode operation) {
        List<JsonNode> parameters = new ArrayList<>();
        shared.path("parameters").forEach(p -> parameters.add(resolved(p)));
        operation.path("parameters").forEach(p -> parameters.add(resolved(p)));
        if (parameters.isEmpty()) {
            return;
        }
        section.append("<table><thead><tr><th>parameter</th><th>in</th><th>value</th><th></th></tr></thead><tbody>\n");
        for (JsonNode parameter : parameters) {
            section.append("<tr><td><code>")
                    .append(escape(parameter.path("name").asText()))
                    .append(parameter.path("required").asBoolean() ? "</code> *" : "</code>")
                    .append("</td><td>")
                    .append(escape(parameter.path("in").asText()))
                    .append("</td><td><code>")
                    .append(escape(shortly(expanded(parameter.path("schema"), 0, new TreeSet<>()))))
                    .append("</code></td><td>")
                    .append(escape(parameter.path("description").asText()))
                    .append("</td></tr>\n");
        }
        section.append("</tbody></table>\n");
    }

    private void body(StringBuilder section, JsonNode body) {
        if (body.has("content")) {
            section.append("<details><summary>Body</summary>\n");
            content(section, body.path("content"));
            section.append("</details>\n");
        }
    }

    private void content(StringBuilder section, JsonNode content) {
        content.properties()
                .forEach(each -> section.append("<p><code>")
                        .append(escape(each.getKey()))
                        .append("</code></p>\n<pre>")
                        .append(escape(pretty(expanded(each.getValue().path("schema"), 0, new TreeSet<>()))))
                        .append("</pre>\n"));
    }

    private JsonNode resolved(JsonNode node) {
        String ref = node.path("$ref").asText("");
        return ref.isEmpty() ? node : document.at(ref.substring(1));
    }

    /** The schema with what it refers to in its place; a schema within itself is named only. */
    private JsonNode expanded(JsonNode schema, int depth, Set<String> within) {
        String ref = schema.path("$ref").asText("");
        if (!ref.isEmpty()) {
            if (depth > MAX_DEPTH || within.contains(ref)) {
                return MAPPER.getNodeFactory().textNode(ref.substring(ref.lastIndexOf('/') + 1));
            }
            Set<String> deeper = new TreeSet<>(within);
            deeper.add(ref);
            return expanded(document.at(ref.substring(1)), depth + 1, deeper);
        }
        if (schema.isObject()) {
            var copy = MAPPER.createObjectNode();
            schema.properties().forEach(each -> {
                if (!each.getKey().equals("additionalProperties")
                        || each.getValue().isObject()) {
                    copy.set(each.getKey(), expanded(each.getValue(), depth + 1, within));
                }
            });
            return copy;
        }
        if (schema.isArray()) {
            var copy = MAPPER.createArrayNode();
            schema.forEach(each -> copy.add(expanded(each, depth + 1, within)));
            return copy;
        }
        return schema;
    }

    private static String pretty(JsonNode node) {
        return node.toPrettyString();
    }

    /** Type and limits in a few words. */
    private static String shortly(JsonNode schema) {
        List<String> words = new ArrayList<>();
        schema.properties().forEach(each -> {
            if (!each.getKey().equals("description")) {
                words.add(
                        each.getKey().equals("type")
                                ? each.getValue().asText()
                                : each.getKey() + " "
                                        + (each.getValue().isTextual()
                                                ? each.getValue().asText()
                                                : each.getValue()));
            }
        });
        return String.join(", ", words);
    }

    private void text(String text) {
        out.append(escape(text));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
