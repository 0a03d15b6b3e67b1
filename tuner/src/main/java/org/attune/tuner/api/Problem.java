package org.attune.tuner.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.attune.tuner.spec.SpecProblem;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a request, as RFC 9457 has it.
 *
 * @param detail a sentence: what, where, and what instead
 * @param fields problems of single fields, each with its place
 * @param headers of the answer, such as {@code Retry-After}
 */
record Problem(ProblemCode code, String detail, List<Field> fields, Map<String, String> headers) {

    /**
     * A problem of one field.
     *
     * @param place in the text; null where there is no text
     * @param suggestion what to write instead; null for none
     * @param replacement what to put in the field's place; null for none
     */
    record Field(
            String pointer,
            String code,
            String severity,
            String detail,
            @Nullable Span place,
            @Nullable String suggestion,
            @Nullable String replacement) {

        /** The same of a spec's problem. */
        static Field of(SpecProblem p) {
            return new Field(
                    p.pointer(),
                    p.code(),
                    p.severity().name().toLowerCase(Locale.ROOT),
                    p.detail(),
                    new Span(p.line(), p.column(), p.endLine(), p.endColumn()),
                    p.suggestion() == null ? null : p.suggestion().text(),
                    p.suggestion() == null ? null : p.suggestion().replacement());
        }

        void write(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeStringField("pointer", pointer);
            json.writeStringField("code", code);
            json.writeStringField("severity", severity);
            json.writeStringField("detail", detail);
            if (place != null) {
                json.writeNumberField("line", place.line());
                json.writeNumberField("column", place.column());
                json.writeNumberField("endLine", place.endLine());
                json.writeNumberField("endColumn", place.endColumn());
            }
            if (suggestion != null) {
                json.writeObjectFieldStart("suggestion");
                json.writeStringField("text", suggestion);
                if (replacement != null) {
                    json.writeStringField("replacement", replacement);
                }
                json.writeEndObject();
            }
            json.writeEndObject();
        }
    }

    /** Lines and columns from 1; the end is exclusive. */
    record Span(int line, int column, int endLine, int endColumn) {}

    Problem {
        fields = List.copyOf(fields);
        headers = Map.copyOf(headers);
    }

    static Problem of(ProblemCode code, String detail) {
        return new Problem(code, detail, List.of(), Map.of());
    }

    /** All problems of a spec at once. */
    static Problem ofSpec(List<SpecProblem> problems) {
        long errors = problems.stream()
                .filter(p -> p.severity() == org.attune.tuner.spec.Severity.ERROR)
                .count();
        return new Problem(
                ProblemCode.SPEC_INVALID,
                errors == 1 ? "1 problem in the spec" : errors + " problems in the spec",
                problems.stream().map(Field::of).toList(),
                Map.of());
    }

    /** The server cannot just now; the client should come back. */
    static Problem unavailable(String detail) {
        return new Problem(ProblemCode.UNAVAILABLE, detail, List.of(), Map.of("Retry-After", "1"));
    }

    /** The answer to a request on this path. */
    Reply reply(String path, String requestId) {
        byte[] body = Json.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("type", "/docs/errors/" + code.slug());
            json.writeStringField("title", code.title());
            json.writeNumberField("status", code.status());
            json.writeStringField("code", code.name());
            json.writeStringField("detail", detail);
            json.writeStringField("instance", path + "#" + requestId);
            json.writeStringField("requestId", requestId);
            if (!fields.isEmpty()) {
                json.writeArrayFieldStart("errors");
                for (Field field : fields) {
                    field.write(json);
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        });
        return new Reply.Whole(code.status(), "application/problem+json", body, headers);
    }
}
