package org.attune.tuner.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.attune.runner.worker.MetricPoint;
import org.attune.tuner.api.RestCalls.Got;
import org.attune.tuner.control.ScriptedRunner.Script;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people change in studies, over the real control plane and store. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ChangesOverHttpTest {

    private static final String MANAGED = """
            {"studyId": "NAME", "spec": {"objective": {"metric": "loss", "goal": "minimize"},
             "parameters": {"x": {"type": "float", "min": 0, "max": 1}}, "strategy": {"type": "random", "seed": 3},
             "maxTrials": 6, "parallelism": 2, "trial": {"command": ["train"]}}}
            """;

    @TempDir
    static Path folder;

    private static Live live;

    @BeforeAll
    static void start() {
        live = new Live(folder);
    }

    @AfterAll
    static void stop() {
        live.close();
    }

    private static String path(String study) {
        return "/api/v1/studies/" + study;
    }

    private static Got patch(String study, String body, String... headers) {
        return live.send(
                "PATCH", path(study), "application/json", body.getBytes(StandardCharsets.UTF_8), live.admin(), headers);
    }

    private static void waitFor(String study, String state) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> live.get(path(study)).json().path("state").asText().equals(state));
    }

    @Test
    void a_larger_budget_goes_on_where_the_smaller_one_would_have_ended() {
        live.create("grows", 2);
        live.post(path("grows") + "/trials:suggest", "{\"count\": 2}");
        Got changed = patch("grows", "{\"maxTrials\": 3, \"labels\": {\"team\": \"vision\"}}");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().path("maxTrials").asInt()).isEqualTo(3);
        assertThat(changed.json().path("labels").path("team").asText()).isEqualTo("vision");
        Got asked = live.post(path("grows") + "/trials:suggest", "{\"count\": 1, \"waitSeconds\": 10}");
        assertThat(asked.json().path("trials").path(0).path("number").asInt()).isEqualTo(3);
        for (int n = 1; n <= 3; n++) {
            live.post(path("grows") + "/trials/" + n + ":complete", "{\"metrics\": {\"loss\": 1}}");
        }
        waitFor("grows", "SUCCEEDED");
        assertThat(patch("grows", "{\"maxTrials\": 9}").code()).isEqualTo("WRONG_STATE");
        assertThat(live.get(path("grows") + "/events").text()).contains("CHANGED");
    }

    @Test
    void a_client_that_waits_is_answered_by_the_changed_study() throws Exception {
        live.create("waited", 1);
        live.post(path("waited") + "/trials:suggest", "{\"count\": 1}");
        CompletableFuture<Got> waiting = CompletableFuture.supplyAsync(
                () -> live.post(path("waited") + "/trials:suggest", "{\"count\": 1, \"waitSeconds\": 30}"));
        await().atMost(Duration.ofSeconds(10)).until(() -> live.server.inFlight() > 0);
        assertThat(patch("waited", "{\"maxTrials\": 2}").status()).isEqualTo(200);
        assertThat(waiting.get().json().path("trials").path(0).path("number").asInt())
                .isEqualTo(2);
    }

    @Test
    void a_client_that_cannot_say_patch_says_so_in_a_header() {
        live.create("overridden", 2);
        Got got = live.sendAs(
                "PATCH",
                "POST",
                path("overridden"),
                "{\"description\": \"by post\"}",
                "X-HTTP-Method-Override",
                "PATCH");
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.json().path("description").asText()).isEqualTo("by post");
    }

    @Test
    void a_change_is_checked_as_a_whole_spec_is() {
        live.create("strict", 2);
        Got bad = patch("strict", "{\"parallelism\": -1}");
        assertThat(bad.code()).isEqualTo("SPEC_INVALID");
        assertThat(bad.json().path("errors").path(0).path("pointer").asText()).isEqualTo("#/parallelism");
        assertThat(patch("strict", "{\"state\": \"PAUSED\"}").code()).isEqualTo("UNKNOWN_FIELD");
        assertThat(patch("strict", "{}").code()).isEqualTo("BAD_REQUEST");
        assertThat(patch("nowhere-at-all", "{\"maxTrials\": 2}").code()).isEqualTo("NOT_FOUND");
    }

    @Test
    void what_somebody_else_changed_is_not_overwritten() {
        String tag = live.create("tagged", 5).header("ETag");
        assertThat(patch("tagged", "{\"description\": \"mine\"}", "If-Match", tag)
                        .status())
                .isEqualTo(200);
        Got late = patch("tagged", "{\"description\": \"theirs\"}", "If-Match", tag);
        assertThat(late.code()).isEqualTo("ETAG_MISMATCH");
        assertThat(live.get(path("tagged")).json().path("description").asText()).isEqualTo("mine");
        live.post(path("tagged") + ":cancel", "{}");
        waitFor("tagged", "CANCELLED");
        assertThat(live.send("DELETE", path("tagged"), null, null, live.admin(), "If-Match", tag)
                        .code())
                .isEqualTo("ETAG_MISMATCH");
        assertThat(live.send("DELETE", path("tagged"), null, null, live.admin(), "If-Match", "*")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void a_running_study_changes_without_its_gangs_noticing() {
        live.scripts = id -> new Script(List.of(new MetricPoint("loss", 1, 1, 0)), null);
        assertThat(live.post("/api/v1/studies", MANAGED.replace("NAME", "running"))
                        .status())
                .isEqualTo(201);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> running("running").equals("[1, 2]")
                        || running("running").equals("[2, 1]"));
        assertThat(patch("running", "{\"parallelism\": 3}").status()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(live.get(path("running"))
                                .json()
                                .path("trials")
                                .path("running")
                                .asInt())
                        .isEqualTo(3));
        for (JsonNode trial : live.get(path("running") + "/trials").json().path("trials")) {
            assertThat(trial.path("attempts")).as(trial.toString()).hasSize(1);
        }
        live.post(path("running") + ":cancel", "{}");
        waitFor("running", "CANCELLED");
    }

    private static String running(String study) {
        List<Integer> numbers = new java.util.ArrayList<>();
        live.get(path(study) + "/trials?state=RUNNING")
                .json()
                .path("trials")
                .forEach(trial -> numbers.add(trial.path("number").asInt()));
        return numbers.toString();
    }

    @Test
    void points_that_people_add_go_first_to_clients_that_ask() {
        live.create("added", 5);
        Got one = live.post(path("added") + "/trials", "{\"parameters\": {\"x\": 2}, \"note\": \"my guess\"}");
        assertThat(one.status()).isEqualTo(201);
        assertThat(one.json().path("state").asText()).isEqualTo("QUEUED");
        assertThat(one.json().path("origin").asText()).isEqualTo("added by admin: my guess");
        assertThat(one.header("Location")).isEqualTo("/api/v1/studies/added/trials/1");
        Got asked = live.post(path("added") + "/trials:suggest", "{\"count\": 1, \"clientId\": \"me\"}");
        JsonNode trial = asked.json().path("trials").path(0);
        assertThat(trial.path("number").asInt()).isEqualTo(1);
        assertThat(trial.path("parameters").path("x").asDouble()).isEqualTo(2);
        assertThat(trial.path("state").asText()).isEqualTo("RUNNING");
        assertThat(live.post(path("added") + "/trials/1:complete", "{\"metrics\": {\"loss\": 1}}")
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("SUCCEEDED");
    }

    @Test
    void results_that_are_known_are_taken_at_once_and_only_once() {
        live.create("known", 5);
        String body = "{\"parameters\": {\"x\": 2}, \"metrics\": {\"loss\": 0.5}, \"requestId\": \"r1\"}";
        Got first = live.post(path("known") + "/trials", body);
        assertThat(first.json().path("state").asText()).isEqualTo("SUCCEEDED");
        Got again = live.post(path("known") + "/trials", body);
        assertThat(again.json().path("number").asInt()).isEqualTo(1);
        assertThat(live.get(path("known") + "/trials:best")
                        .json()
                        .path("trials")
                        .path(0)
                        .path("number")
                        .asInt())
                .isEqualTo(1);
        assertThat(live.post(path("known") + "/trials", "{\"parameters\": {\"x\": 2}, \"metrics\": {\"other\": 1}}")
                        .code())
                .isEqualTo("OBJECTIVE_MISSING");
        Got outside = live.post(path("known") + "/trials", "{\"parameters\": {\"x\": 11, \"y\": 1}}");
        assertThat(outside.code()).isEqualTo("BAD_REQUEST");
        assertThat(outside.json().path("detail").asText()).contains("x").contains("y");
        assertThat(live.post(path("known") + "/trials", "{\"parameters\": {\"x\": [1]}}")
                        .code())
                .isEqualTo("BAD_REQUEST");
    }

    @Test
    void a_queued_point_does_not_keep_a_study_from_ending() {
        live.create("ends", 5);
        live.post(path("ends") + "/trials", "{\"parameters\": {\"x\": 1}, \"metrics\": {\"loss\": 0.5}}");
        live.post(path("ends") + "/trials", "{\"parameters\": {\"x\": 2}}");
        live.post(path("ends") + ":stop", "{}");
        waitFor("ends", "SUCCEEDED");
        assertThat(live.get(path("ends") + "/trials/2").json().path("state").asText())
                .isEqualTo("CANCELLED");
        assertThat(live.post(path("ends") + "/trials", "{\"parameters\": {\"x\": 2}}")
                        .code())
                .isEqualTo("WRONG_STATE");
    }

    @Test
    void a_trial_that_ended_is_tried_again_as_a_new_one() {
        live.create("again", 5);
        live.post(path("again") + "/trials:suggest", "{}");
        assertThat(live.post(path("again") + "/trials/1:retry", "{}").code()).isEqualTo("WRONG_STATE");
        live.post(path("again") + "/trials/1:complete", "{\"state\": \"FAILED\"}");
        Got retried = live.post(path("again") + "/trials/1:retry", "{\"reason\": \"the disk was full\"}");
        assertThat(retried.status()).isEqualTo(201);
        assertThat(retried.json().path("number").asInt()).isEqualTo(2);
        assertThat(retried.json().path("parameters"))
                .isEqualTo(live.get(path("again") + "/trials/1").json().path("parameters"));
    }

    @Test
    void a_clone_has_the_spec_and_its_overrides() {
        live.create("source", 7);
        Got cloned = live.post(
                path("source") + ":clone",
                "{\"studyId\": \"copy\", \"overrides\": {\"maxTrials\": 9, \"parameters\": {\"x\": {\"max\": 3}}}}");
        assertThat(cloned.status()).isEqualTo(201);
        JsonNode spec = cloned.json().path("spec");
        assertThat(spec.path("maxTrials").asInt()).isEqualTo(9);
        assertThat(spec.path("parameters").path("x").path("max").asDouble()).isEqualTo(3);
        assertThat(spec.path("parameters").path("x").path("min").asDouble()).isEqualTo(-10);
        assertThat(live.post(path("source") + ":clone", "{\"studyId\": \"copy\"}")
                        .code())
                .isEqualTo("ALREADY_EXISTS");
        Got dry = live.post(
                path("source") + ":clone",
                "{\"studyId\": \"dry\", \"validateOnly\": true, \"overrides\": {\"maxTrials\": -1}}");
        assertThat(dry.code()).isEqualTo("SPEC_INVALID");
        assertThat(live.get(path("dry")).code()).isEqualTo("NOT_FOUND");
    }

    @Test
    void one_verb_moves_many_studies_and_tells_what_came_of_each() {
        live.create("many-a", 3);
        live.create("many-b", 3);
        Got paused = live.post(
                "/api/v1/studies:batch", "{\"action\": \"pause\", \"names\": [\"many-a\", \"many-b\", \"many-c\"]}");
        assertThat(paused.json().path("results")).hasSize(3);
        assertThat(paused.json().path("results").path(0).path("state").asText()).isEqualTo("PAUSED");
        assertThat(paused.json().path("results").path(2).path("code").asText()).isEqualTo("NOT_FOUND");
        Got cancelled = live.post("/api/v1/studies:batch", "{\"action\": \"cancel\", \"filter\": \"name=many-*\"}");
        assertThat(cancelled.json().path("results")).hasSize(2);
        waitFor("many-b", "CANCELLED");
        assertThat(live.post("/api/v1/studies:batch", "{\"action\": \"delete\", \"filter\": \"name:many\"}")
                        .json()
                        .path("results")
                        .path(1)
                        .path("done")
                        .asBoolean())
                .isTrue();
        assertThat(live.post("/api/v1/studies:batch", "{\"action\": \"pause\"}").code())
                .isEqualTo("BAD_REQUEST");
        assertThat(live.post("/api/v1/studies:batch", "{\"action\": \"pause\", \"filter\": \"nope=1\"}")
                        .code())
                .isEqualTo("FILTER_INVALID");
    }

    @Test
    void a_check_says_what_the_study_would_do() {
        String body = MANAGED.replace("NAME", "planned");
        Got got = live.post("/api/v1/studies:validate?checks=cluster&samples=3", body);
        JsonNode plan = got.json().path("plan");
        assertThat(plan.path("trials").asInt()).isEqualTo(6);
        assertThat(plan.path("parallelism").asInt()).isEqualTo(2);
        assertThat(plan.path("workersPerTrial").asInt()).isEqualTo(1);
        assertThat(plan.has("fitNow")).isTrue();
        assertThat(got.json().path("samples")).hasSize(3);
        assertThat(got.json()
                        .path("normalizedSpec")
                        .path("strategy")
                        .path("type")
                        .asText())
                .isEqualTo("random");
        JsonNode same =
                live.post("/api/v1/studies:validate?samples=3", body).json().path("samples");
        assertThat(same).isEqualTo(got.json().path("samples"));
        JsonNode other = live.post("/api/v1/studies:validate?samples=3&seed=77", body)
                .json()
                .path("samples");
        assertThat(other).isNotEqualTo(same);
        Got invalid = live.post("/api/v1/studies:validate", "{\"spec\": {}}");
        assertThat(invalid.json().path("valid").asBoolean(true)).isFalse();
        assertThat(invalid.json().has("plan")).isFalse();
    }
}
