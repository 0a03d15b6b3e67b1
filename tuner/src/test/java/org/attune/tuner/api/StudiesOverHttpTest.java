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
class StudiesOverHttpTest {

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

    private static Got yaml(String query, String text) {
        return served.send(
                "POST",
                "/api/v1/studies" + query,
                "application/yaml",
                text.getBytes(StandardCharsets.UTF_8),
                served.tokens.admin());
    }

    private static final String YAML = """
            # kept
            study: written
            objective: {metric: loss, goal: minimize}
            parameters:
              x: {type: float, min: -10, max: 10}
            maxTrials: 3
            trial: {external: true}
            """;

    @Test
    void yaml_is_kept_as_it_was_sent() {
        assertThat(yaml("", YAML).status()).isEqualTo(201);
        Got text = served.get("/api/v1/studies/written/spec");
        assertThat(text.text()).isEqualTo(YAML);
        assertThat(text.header("Content-Type")).isEqualTo("application/yaml");
        assertThat(yaml("", YAML).code()).isEqualTo("ALREADY_EXISTS");
        assertThat(yaml("?studyId=written-2&startPaused=true", YAML.replace("study: written\n", ""))
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("PAUSED");
    }

    @Test
    void yaml_within_json_is_yaml() {
        Got got = served.post("/api/v1/studies", "{\"spec\": " + quoted(YAML.replace("written", "wrapped")) + "}");
        assertThat(got.status()).isEqualTo(201);
        assertThat(served.get("/api/v1/studies/wrapped/spec").text()).startsWith("# kept");
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\n", "\\n") + "\"";
    }

    @Test
    void every_problem_of_a_spec_comes_at_once_with_its_place() {
        Got got =
                yaml("", YAML.replace("min: -10, max: 10", "min: 10, max: -10").replace("maxTrials", "maxTrails"));
        assertThat(got.status()).isEqualTo(422);
        assertThat(got.code()).isEqualTo("SPEC_INVALID");
        assertThat(got.json().path("errors").size()).isGreaterThanOrEqualTo(2);
        assertThat(got.json().path("errors").findValuesAsText("pointer"))
                .anyMatch(p -> p.startsWith("#/parameters/x"))
                .anyMatch(p -> p.startsWith("#/maxTrails"));
        assertThat(got.json().path("errors").findValuesAsText("line")).contains("5", "6");
    }

    @Test
    void places_in_an_object_count_from_its_brace() {
        String spec = "{\n \"objective\": {\"metric\": \"loss\", \"goal\": \"sideways\"},\n"
                + " \"parameters\": {\"x\": {\"type\": \"float\", \"min\": 0, \"max\": 1}}, \"maxTrials\": 3,\n"
                + " \"trial\": {\"external\": true}}";
        Got got = served.post("/api/v1/studies", "{\"studyId\": \"é\\u0061\", \"spec\": {}}");
        assertThat(got.status()).isEqualTo(400);
        got = served.post("/api/v1/studies", "{\n\n\"studyId\": \"places\",   \"spec\":   " + spec + "}");
        assertThat(got.status()).isEqualTo(422);
        assertThat(got.json().path("errors").path(0).path("line").asInt()).isEqualTo(2);
        assertThat(got.json().path("errors").path(0).path("column").asInt())
                .isEqualTo(spec.split("\n", 3)[1].indexOf("\"sideways\"") + 1);
    }

    @Test
    void validate_answers_200_with_errors_and_warnings() {
        Got good = served.post("/api/v1/studies:validate", "{\"studyId\": \"a\", \"spec\": " + Served.spec(3) + "}");
        assertThat(good.json().path("valid").asBoolean()).isTrue();
        Got bad = served.post("/api/v1/studies:validate?checks=cluster", "{\"spec\": {\"maxTrials\": \"many\"}}");
        assertThat(bad.status()).isEqualTo(200);
        assertThat(bad.json().path("valid").asBoolean(true)).isFalse();
        assertThat(bad.json().path("errors")).isNotEmpty();
        Got only = served.post(
                "/api/v1/studies", "{\"studyId\": \"dry\", \"validateOnly\": true, \"spec\": " + Served.spec(3) + "}");
        assertThat(only.status()).isEqualTo(200);
        assertThat(served.get("/api/v1/studies/dry").status()).isEqualTo(404);
        Got refused = served.post(
                "/api/v1/studies", "{\"studyId\": \"dry\", \"validateOnly\": true, \"spec\": {\"maxTrials\": 0}}");
        assertThat(refused.code()).isEqualTo("SPEC_INVALID");
    }

    @Test
    void a_study_moves_by_verbs_and_is_deleted_when_it_has_ended() {
        served.create("moved", 3);
        assertThat(move("moved", "pause")).isEqualTo("PAUSED");
        assertThat(move("moved", "pause")).isEqualTo("PAUSED");
        assertThat(move("moved", "resume")).isEqualTo("ACTIVE");
        Got early = served.send("DELETE", "/api/v1/studies/moved", null, null, served.tokens.admin());
        assertThat(early.code()).isEqualTo("WRONG_STATE");
        assertThat(move("moved", "cancel")).isEqualTo("CANCELLED");
        assertThat(served.post("/api/v1/studies/moved:resume", "{}").code()).isEqualTo("WRONG_STATE");
        assertThat(served.send("DELETE", "/api/v1/studies/moved", null, null, served.tokens.admin())
                        .status())
                .isEqualTo(204);
        assertThat(served.get("/api/v1/studies/moved").code()).isEqualTo("NOT_FOUND");
    }

    private static String move(String study, String verb) {
        // a verb needs no body, nor a content type
        Got got = served.send("POST", "/api/v1/studies/" + study + ":" + verb, null, null, served.tokens.admin());
        assertThat(got.status()).isEqualTo(200);
        return got.json().path("state").asText();
    }

    @Test
    void an_etag_saves_the_body() {
        served.create("tagged", 3);
        String tag = served.get("/api/v1/studies/tagged").header("ETag");
        Got same =
                served.send("GET", "/api/v1/studies/tagged", null, null, served.tokens.admin(), "If-None-Match", tag);
        assertThat(same.status()).isEqualTo(304);
        served.post("/api/v1/studies/tagged/trials:suggest", "{}");
        assertThat(served.send("GET", "/api/v1/studies/tagged", null, null, served.tokens.admin(), "If-None-Match", tag)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void lists_come_in_pages_and_by_state() {
        for (int i = 0; i < 3; i++) {
            served.create("page-" + i, 5);
        }
        Got first = served.get("/api/v1/studies?pageSize=2");
        assertThat(first.json().path("studies")).hasSize(2);
        String token = first.json().path("nextPageToken").asText();
        assertThat(served.get("/api/v1/studies?pageSize=2&pageToken=" + token)
                        .json()
                        .path("studies"))
                .isNotEmpty();
        assertThat(served.get("/api/v1/studies?pageSize=100000").status()).isEqualTo(200);
        assertThat(served.get("/api/v1/studies?pageToken=forged").code()).isEqualTo("FILTER_INVALID");
        assertThat(served.get("/api/v1/studies?state=FAILED").json().path("studies"))
                .isEmpty();
        assertThat(served.get("/api/v1/studies?state=BROKEN").code()).isEqualTo("BAD_REQUEST");
        served.post("/api/v1/studies/page-0/trials:suggest", "{\"count\": 3}");
        var trials = served.get("/api/v1/studies/page-0/trials?orderBy=number%20desc&state=RUNNING")
                .json();
        assertThat(trials.path("trials").path(0).path("number").asInt()).isEqualTo(3);
        assertThat(served.get("/api/v1/studies/page-0/summary")
                        .json()
                        .path("trials")
                        .path("running")
                        .asInt())
                .isEqualTo(3);
        assertThat(served.get("/api/v1/studies/page-0/events").json().path("events"))
                .isNotEmpty();
        assertThat(served.get("/api/v1/studies/page-0/trials/2/events").json().path("events"))
                .isNotEmpty();
    }

    @Test
    void a_watch_answers_as_soon_as_something_has_changed() throws Exception {
        served.create("watched", 3);
        served.create("unwatched", 3);
        String path = "/api/v1/studies/watched/watch";
        String cursor = served.get(path).json().path("cursor").asText();
        Got nothing = served.get(path + "?after=" + cursor + "&waitSeconds=0");
        assertThat(nothing.json().path("trials")).isEmpty();
        var waiting = java.util.concurrent.CompletableFuture.supplyAsync(
                () -> served.get(path + "?after=" + cursor + "&waitSeconds=30"));
        served.post("/api/v1/studies/unwatched/trials:suggest", "{}");
        served.post("/api/v1/studies/watched/trials:suggest", "{\"count\": 2}");
        Got changed = waiting.get(10, java.util.concurrent.TimeUnit.SECONDS);
        assertThat(changed.json().path("trials").findValuesAsText("studyId")).containsOnly("watched");
        assertThat(changed.json().path("summary").path("trials").path("total").asInt())
                .isEqualTo(2);
        String next = changed.json().path("cursor").asText();
        assertThat(next).isNotEqualTo(cursor);
        assertThat(served.get(path + "?after=" + next + "&waitSeconds=1").json().path("trials"))
                .isEmpty();
        assertThat(served.get(path + "?after=other.5").code()).isEqualTo("CURSOR_EXPIRED");
        assertThat(served.get(path + "?after=nonsense").code()).isEqualTo("BAD_REQUEST");
        assertThat(served.get("/api/v1/studies/nowhere/watch").code()).isEqualTo("NOT_FOUND");
    }

    @Test
    void the_cluster_is_shown_as_the_control_plane_sees_it() {
        assertThat(served.get("/api/v1/cluster")
                        .json()
                        .path("free")
                        .path("cpus")
                        .asDouble())
                .isEqualTo(6.5);
        assertThat(served.get("/api/v1/nodes")
                        .json()
                        .path("nodes")
                        .path(0)
                        .path("name")
                        .asText())
                .isEqualTo("gpu-1");
        var queue = served.get("/api/v1/queue").json();
        assertThat(queue.path("queue").path(0).path("reason").asText()).contains("4 devices");
        assertThat(queue.path("running").path(0).path("trial").asInt()).isEqualTo(2);
        Got joined = served.post("/api/v1/cluster:join", "{\"version\": \"" + Served.VERSION + "\"}");
        assertThat(joined.json().path("seeds").path(0).asText()).isEqualTo("127.0.0.1:7355");
        assertThat(served.post("/api/v1/cluster:join", "{\"version\": \"9\"}").code())
                .isEqualTo("WRONG_STATE");
        assertThat(served.post("/api/v1/cluster:join", "{\"version\": \"9\", \"name\": \"../x\"}")
                        .code())
                .isEqualTo("BAD_REQUEST");
    }
}
