package org.attune.tuner.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.attune.tuner.control.Studies.NewStudy;
import org.jspecify.annotations.Nullable;

/**
 * A study spec as it was sent.
 *
 * @param text YAML or JSON; of a JSON body the text of its member {@code spec}, so that places count from there
 * @param fileName what problems call the text
 */
record SpecBody(
        String text,
        String fileName,
        @Nullable String studyId,
        @Nullable String files,
        Map<String, String> contexts,
        @Nullable String requestId,
        boolean startPaused,
        boolean validateOnly) {

    NewStudy toNewStudy(Caller owner) {
        return new NewStudy(text, fileName, studyId, files, contexts, requestId, startPaused, owner.name());
    }

    static final Set<String> YAML_TYPES =
            Set.of("application/yaml", "application/x-yaml", "text/yaml", "application/vnd.yaml");

    private static final Set<String> CREATE_FIELDS = Set.of(
            "studyId", "spec", "files", "buildContext", "prepareContext", "requestId", "startPaused", "validateOnly");
    private static final Set<String> CHECK_FIELDS = Set.of("studyId", "spec");
    private static final Pattern STUDY_ID = Pattern.compile(Route.STUDY_ID);
    private static final Pattern DIGEST = Pattern.compile(Route.DIGEST);
    private static final int MAX_REQUEST_ID = 128;

    /** Query parameters that stand beside a YAML body. */
    static final Set<String> CREATE_QUERY =
            Set.of("studyId", "files", "buildContext", "prepareContext", "requestId", "startPaused", "validateOnly");

    static SpecBody toCreate(Call call) {
        return read(call, CREATE_FIELDS);
    }

    static SpecBody toCheck(Call call) {
        return read(call, CHECK_FIELDS);
    }

    private static SpecBody read(Call call, Set<String> known) {
        byte[] body = call.body();
        if (YAML_TYPES.contains(call.mediaType())) {
            return new SpecBody(
                    utf8(body),
                    "study.yaml",
                    studyId(call.query("studyId"), "?studyId"),
                    digest(call.query("files"), "?files"),
                    contexts(
                            digest(call.query("buildContext"), "?buildContext"),
                            digest(call.query("prepareContext"), "?prepareContext")),
                    requestId(call.query("requestId")),
                    call.queryFlag("startPaused"),
                    call.queryFlag("validateOnly"));
        }
        Fields fields = new Fields(Json.readObject(body), "#", known);
        JsonNode spec = fields.raw("spec");
        if (spec == null) {
            throw RequestProblem.at("#/spec", "is missing (expected: a study spec)");
        }
        if (!spec.isObject() && !spec.isTextual()) {
            throw fields.wrong("spec", "an object, or a text of YAML", spec);
        }
        return new SpecBody(
                spec.isTextual() ? spec.textValue() : Json.memberText(body, "spec"),
                spec.isTextual() ? "study.yaml" : "spec",
                studyId(fields.text("studyId", 128), "#/studyId"),
                digest(fields.text("files", 128), "#/files"),
                contexts(
                        digest(fields.text("buildContext", 128), "#/buildContext"),
                        digest(fields.text("prepareContext", 128), "#/prepareContext")),
                requestId(fields.text("requestId", MAX_REQUEST_ID)),
                fields.flag("startPaused"),
                fields.flag("validateOnly"));
    }

    /** Build contexts by the place in the spec that they belong to. */
    private static Map<String, String> contexts(@Nullable String build, @Nullable String prepare) {
        Map<String, String> contexts = new HashMap<>();
        if (build != null) {
            contexts.put("trial.build", build);
        }
        if (prepare != null) {
            contexts.put("trial.prepare.build", prepare);
        }
        return contexts;
    }

    static @Nullable String requestId(@Nullable String text) {
        if (text != null
                && (text.isBlank()
                        || text.length() > MAX_REQUEST_ID
                        || text.chars().anyMatch(c -> c <= ' '))) {
            throw new RequestProblem(
                    ProblemCode.BAD_REQUEST,
                    "requestId (expected: 1 to " + MAX_REQUEST_ID + " characters without blanks, such as a UUID)");
        }
        return text;
    }

    static @Nullable String studyId(@Nullable String text, String place) {
        if (text != null && !STUDY_ID.matcher(text).matches()) {
            throw new RequestProblem(
                    ProblemCode.BAD_REQUEST,
                    place + ": " + (text.length() > 64 ? text.substring(0, 64) + "…" : text)
                            + " is no study name (expected: lower-case letters, digits and hyphens, at most 63)");
        }
        return text;
    }

    private static @Nullable String digest(@Nullable String text, String place) {
        if (text != null && !DIGEST.matcher(text).matches()) {
            throw new RequestProblem(
                    ProblemCode.BAD_REQUEST, place + " is no SHA-256 (expected: 64 lower-case hex digits)");
        }
        return text;
    }

    private static String utf8(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RequestProblem(ProblemCode.BAD_REQUEST, "the body is not UTF-8");
        }
    }
}
