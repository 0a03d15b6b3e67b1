package org.attune.tuner.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.attune.tuner.store.StoreBusy;
import org.attune.tuner.study.TrialState;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The closed list of problem codes: the same in code and document, and each one is really given, or marked
 * reserved.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ProblemCodesTest {

    private static final String STUDY = "/api/v1/studies/coded";

    @TempDir
    Path folder;

    private final Set<String> given = new TreeSet<>();

    private void give(Served.Got got) {
        ProblemCode code = ProblemCode.valueOf(got.code());
        assertThat(got.status()).isEqualTo(code.status());
        assertThat(got.json().path("type").asText()).isEqualTo("/docs/errors/" + code.slug());
        given.add(code.name());
    }

    @Test
    void the_document_lists_the_codes_of_the_server() {
        assertThat(Contract.OPENAPI.codes().keySet())
                .isEqualTo(Stream.of(ProblemCode.values()).map(Enum::name).collect(Collectors.toSet()));
    }

    @Test
    void every_code_that_is_not_reserved_is_given() {
        try (Served served = new Served(folder)) {
            String admin = served.tokens.admin();
            served.create("coded", 3);
            served.post(STUDY + "/trials:suggest", "{\"count\": 3}");
            String report = "{\"step\": 1, \"metrics\": {\"other\": 1}}";

            give(served.post("/api/v1/studies", "{\"spec\": {}}"));
            give(served.post("/api/v1/studies", "{"));
            give(served.post("/api/v1/studies", "{\"spce\": {}}"));
            give(served.get(STUDY + "/trials?pageToken=x"));
            give(served.send("GET", STUDY, null, null, null));
            give(served.send("GET", STUDY, null, null, served.tokens.agent()));
            give(served.get("/api/v1/studies/nowhere"));
            give(served.send("PUT", STUDY, null, null, admin));
            give(served.create("coded", 3));
            give(served.send("DELETE", STUDY, null, null, admin));
            give(served.get(STUDY + "/analysis/pareto"));
            give(served.send("DELETE", STUDY, null, null, admin, "If-Match", "\"old\""));
            give(served.get(STUDY + "/watch?after=other.1"));
            give(served.send("POST", STUDY + "/trials:suggest", "application/json", new byte[5 << 20], admin));
            give(served.send("POST", STUDY + "/trials:suggest", "text/plain", new byte[1], admin));
            give(served.get(STUDY + "/trials/1/logs?offset=1"));
            give(served.post(STUDY + "/trials/1:complete", "{}"));
            served.post(STUDY + "/trials/1:complete", "{\"metrics\": {\"loss\": 1}}");
            give(served.post(STUDY + "/trials/1:complete", "{\"metrics\": {\"loss\": 2}}"));
            served.studies.trialRow("coded", 2).leaseLost = true;
            give(served.post(STUDY + "/trials/2:report", report));
            give(served.send(
                    "PUT", "/api/v1/blobs/" + "0".repeat(64), null, "x".getBytes(StandardCharsets.UTF_8), admin));
            served.studies.failure = new StoreBusy("full");
            give(served.post(STUDY + "/trials/3:report", report));
            served.studies.failure = new IllegalStateException("a defect, on purpose");
            give(served.post(STUDY + "/trials/3:report", report));
            assertThat(served.studies.trialRow("coded", 3).state).isEqualTo(TrialState.RUNNING);
        }
        // limits of requests need a server of their own: AccessTest.limits_are_kept_over_http
        given.add(ProblemCode.RATE_LIMITED.name());
        Set<String> due = Contract.OPENAPI.codes().entrySet().stream()
                .filter(code -> !code.getValue())
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(given).isEqualTo(due);
    }
}
