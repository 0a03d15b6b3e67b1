package org.attune.tuner.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.attune.tuner.api.RestCalls.Got;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AskAndTellTest {

    @TempDir
    static Path folder;

    private static Served served;

    @BeforeAll
    static void start() {
        served = new Served(folder);
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    @Test
    void a_whole_sweep_ends_with_an_empty_list_and_an_ended_study() {
        Got created = served.create("sweep", 5);
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo("/api/v1/studies/sweep");
        String study = "/api/v1/" + created.json().path("name").asText();
        int done = 0;
        while (true) {
            Got asked = served.post(study + "/trials:suggest", "{\"count\": 2, \"requestId\": \"ask-" + done + "\"}");
            assertThat(asked.status()).isEqualTo(200);
            if (asked.json().path("trials").isEmpty()) {
                assertThat(asked.json().path("studyState").asText()).isEqualTo("SUCCEEDED");
                break;
            }
            for (var trial : asked.json().path("trials")) {
                double x = trial.path("parameters").path("x").asDouble();
                double loss = (x - 2) * (x - 2);
                String path = "/api/v1/" + trial.path("name").asText();
                Got reported = served.post(path + ":report", "{\"step\": 1, \"metrics\": {\"loss\": " + loss + "}}");
                assertThat(reported.json().path("shouldStop").asBoolean(true)).isFalse();
                assertThat(reported.json().path("accepted").asInt()).isEqualTo(1);
                assertThat(served.post(path + ":complete", "{}")
                                .json()
                                .path("state")
                                .asText())
                        .isEqualTo("SUCCEEDED");
                done++;
            }
        }
        assertThat(done).isEqualTo(5);
        double best = served.get(study + "/trials:best")
                .json()
                .path("trials")
                .path(0)
                .path("metrics")
                .path("loss")
                .asDouble();
        for (var trial : served.get(study + "/trials").json().path("trials")) {
            assertThat(trial.path("metrics").path("loss").asDouble()).isGreaterThanOrEqualTo(best);
        }
    }

    @Test
    void the_same_request_id_gets_the_same_trials() {
        served.create("repeated", 10);
        String body = "{\"count\": 3, \"requestId\": \"one\"}";
        Got first = served.post("/api/v1/studies/repeated/trials:suggest", body);
        Got second = served.post("/api/v1/studies/repeated/trials:suggest", body);
        assertThat(second.json()).isEqualTo(first.json());
        assertThat(served.get("/api/v1/studies/repeated/trials")
                        .json()
                        .path("totalSize")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void values_that_are_not_finite_come_and_go_as_words() {
        served.create("odd", 3);
        served.post("/api/v1/studies/odd/trials:suggest", "");
        Got reported = served.post(
                "/api/v1/studies/odd/trials/1:report",
                "{\"points\": [{\"step\": 1, \"metrics\": {\"loss\": \"NaN\", \"up\": \"Infinity\"}},"
                        + " {\"step\": 2e0, \"metrics\": {\"loss\": \"-Infinity\"}, \"time\": \"2026-01-31T10:00:00Z\"}]}");
        assertThat(reported.json().path("accepted").asInt()).isEqualTo(3);
        var series = served.get("/api/v1/studies/odd/trials/1/metrics?names=loss")
                .json()
                .path("series");
        assertThat(series).hasSize(1);
        assertThat(series.path(0).path("value").toString()).isEqualTo("[\"NaN\",\"-Infinity\"]");
        assertThat(series.path(0).path("step").toString()).isEqualTo("[1,2]");
        assertThat(series.path(0).path("time").path(1).asText()).isEqualTo("2026-01-31T10:00:00Z");
    }

    @Test
    void long_series_are_thinned_out_with_their_ends() {
        served.create("long", 1);
        served.post("/api/v1/studies/long/trials:suggest", "{}");
        for (int part = 0; part < 3; part++) {
            StringBuilder points = new StringBuilder();
            for (int i = 0; i < 1_000; i++) {
                points.append(i == 0 ? "" : ",")
                        .append("{\"step\":" + (part * 1_000 + i) + ",\"metrics\":{\"loss\":" + i + "}}");
            }
            assertThat(served.post("/api/v1/studies/long/trials/1:report", "{\"points\":[" + points + "]}")
                            .status())
                    .isEqualTo(200);
        }
        var steps = served.get("/api/v1/studies/long/trials/1/metrics?maxPoints=50")
                .json()
                .path("series")
                .path(0)
                .path("step");
        assertThat(steps).hasSize(50);
        assertThat(steps.path(0).asInt()).isZero();
        assertThat(steps.path(49).asInt()).isEqualTo(2_999);
        var few = served.get("/api/v1/studies/long/trials/1/metrics?from=10&to=19")
                .json();
        assertThat(few.path("series").path(0).path("step")).hasSize(10);
    }

    @Test
    void a_trial_is_told_to_stop_and_may_then_be_cancelled() {
        served.create("stopped", 3);
        served.post("/api/v1/studies/stopped/trials:suggest", "{}");
        assertThat(served.post("/api/v1/studies/stopped/trials/1:stop", "{\"reason\": \"hopeless\"}")
                        .status())
                .isEqualTo(200);
        Got reported =
                served.post("/api/v1/studies/stopped/trials/1:report", "{\"step\": 1, \"metrics\": {\"loss\": 1}}");
        assertThat(reported.json().path("shouldStop").asBoolean()).isTrue();
        assertThat(reported.json().path("stopReason").asText()).isNotEmpty();
        Got cancelled = served.post("/api/v1/studies/stopped/trials/1:cancel", "{}");
        assertThat(cancelled.json().path("state").asText()).isEqualTo("CANCELLED");
    }

    @Test
    void what_a_report_has_wrong_is_named_with_its_place() {
        served.create("wrong", 3);
        served.post("/api/v1/studies/wrong/trials:suggest", "{}");
        String path = "/api/v1/studies/wrong/trials/1:report";
        check(path, "{\"metrics\": {\"loss\": 1}}", "#/step");
        check(path, "{\"step\": 1.5, \"metrics\": {\"loss\": 1}}", "#/step");
        check(path, "{\"step\": -1, \"metrics\": {\"loss\": 1}}", "#/step");
        check(path, "{\"step\": 1}", "#/metrics");
        check(path, "{\"step\": 1, \"metrics\": {\"loss\": \"big\"}}", "#/metrics/loss");
        check(path, "{\"step\": 1, \"metrics\": {\"loss\": null}}", "#/metrics/loss");
        check(path, "{\"step\": 1, \"metrics\": {\"\": 1}}", "#/metrics");
        check(path, "{\"points\": []}", "#/points");
        check(path, "{\"points\": [7]}", "#/points/0");
        check(path, "{\"points\": [{\"step\": 1, \"metrics\": {\"loss\": 1}}], \"step\": 1}", "#/points");
        check(path, "{\"step\": 1, \"metrics\": {\"loss\": 1}, \"time\": \"yesterday\"}", "#/time");
        check(path, "{\"step\": 1, \"metrics\": {\"loss\": 1}, \"leaseSeconds\": 0}", "#/leaseSeconds");
        check("/api/v1/studies/wrong/trials:suggest", "{\"count\": 101}", "#/count");
        check("/api/v1/studies/wrong/trials:suggest", "{\"waitSeconds\": 61}", "#/waitSeconds");
        check("/api/v1/studies/wrong/trials/1:complete", "{\"state\": \"RUNNING\"}", "#/state");
        assertThat(served.get("/api/v1/studies/wrong/trials/1/metrics").json().path("series"))
                .isEmpty();
    }

    private static void check(String path, String body, String pointer) {
        Got got = served.post(path, body);
        assertThat(got.status()).as(body).isEqualTo(400);
        assertThat(got.json().path("errors").path(0).path("pointer").asText())
                .as(body)
                .isEqualTo(pointer);
    }

    @Test
    void an_unknown_field_is_named_with_the_nearest_one() {
        served.create("typing", 3);
        Got got = served.post("/api/v1/studies/typing/trials:suggest", "{\"cuont\": 2, \"clientID\": \"a\"}");
        assertThat(got.code()).isEqualTo("UNKNOWN_FIELD");
        assertThat(got.json().path("errors")).hasSize(2);
        assertThat(got.json()
                        .path("errors")
                        .path(0)
                        .path("suggestion")
                        .path("replacement")
                        .asText())
                .isEqualTo("count");
        Got query = served.get("/api/v1/studies/typing/trials?pagesize=3");
        assertThat(query.code()).isEqualTo("UNKNOWN_FIELD");
        assertThat(query.json()
                        .path("errors")
                        .path(0)
                        .path("suggestion")
                        .path("replacement")
                        .asText())
                .isEqualTo("pageSize");
    }

    @Test
    void a_trials_own_token_reports_its_trial_and_no_other() {
        served.create("own", 3);
        served.post("/api/v1/studies/own/trials:suggest", "{\"count\": 2}");
        String uid = served.get("/api/v1/studies/own").json().path("uid").asText();
        String token = served.tokens.forTrial(uid, 1);
        byte[] body = "{\"step\": 1, \"metrics\": {\"loss\": 1}}".getBytes(StandardCharsets.UTF_8);
        String type = "application/json";
        assertThat(served.send("POST", "/api/v1/studies/own/trials/1:report", type, body, token)
                        .status())
                .isEqualTo(200);
        assertThat(served.send("POST", "/api/v1/studies/own/trials/2:report", type, body, token)
                        .code())
                .isEqualTo("FORBIDDEN");
        assertThat(served.send("POST", "/api/v1/studies/own/trials:suggest", type, body, token)
                        .code())
                .isEqualTo("FORBIDDEN");
        assertThat(served.send("GET", "/api/v1/studies/own/trials/1", null, null, token)
                        .status())
                .isEqualTo(200);
        assertThat(served.send("GET", "/api/v1/studies", null, null, token).code())
                .isEqualTo("FORBIDDEN");
        assertThat(served.send("POST", "/api/v1/studies/nowhere/trials/1:report", type, body, token)
                        .code())
                .isEqualTo("FORBIDDEN");
        char last = token.charAt(token.length() - 1);
        String forged = token.substring(0, token.length() - 1) + (last == '0' ? '1' : '0');
        assertThat(served.send("POST", "/api/v1/studies/own/trials/1:report", type, body, forged)
                        .code())
                .isEqualTo("UNAUTHENTICATED");
    }

    @Test
    void a_wait_for_trials_takes_no_thread_and_comes_back_empty() {
        served.create("waiting", 1);
        served.post("/api/v1/studies/waiting/trials:suggest", "{}");
        Got got = served.post("/api/v1/studies/waiting/trials:suggest", "{\"waitSeconds\": 0.2}");
        assertThat(got.json().path("trials")).isEmpty();
        assertThat(got.json().path("studyState").asText()).isEqualTo("ACTIVE");
        assertThat(got.json().path("retryAfterSeconds").asDouble()).isPositive();
    }
}
