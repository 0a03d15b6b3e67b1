package org.attune.tuner.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.attune.tuner.api.RestCalls.Got;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a study's trials tell, over the real store: a study whose answers are known because its trials are made up. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AnalysisOverHttpTest {

    private static final String BASE = "/api/v1/studies/analysed/analysis/";
    private static final int TRIALS = 36;

    @TempDir
    static Path folder;

    private static Live live;

    @BeforeAll
    static void start() {
        live = new Live(folder);
        live.post("/api/v1/studies", """
                {"studyId": "analysed", "spec": {"objective": {"metric": "loss", "goal": "minimize"},
                 "parameters": {"x": {"type": "float", "min": 0, "max": 6}, "y": {"type": "float", "min": 0, "max": 6},
                                "kind": {"type": "categorical", "values": ["a", "b"]}},
                 "maxTrials": 50, "trial": {"external": true}}}
                """);
        for (int i = 0; i < TRIALS; i++) {
            int x = i % 6;
            int y = i / 6;
            // nearly all of it is x, a little y, nothing the kind
            live.post(
                    "/api/v1/studies/analysed/trials",
                    "{\"parameters\": {\"x\": " + x + ", \"y\": " + y + ", \"kind\": \"" + (i % 2 == 0 ? "a" : "b")
                            + "\"}, \"metrics\": {\"loss\": " + ((x - 2) * (x - 2) + 0.1 * y) + "}}");
        }
        live.post("/api/v1/studies/analysed/trials:suggest", "{\"count\": 2}");
        live.post(
                "/api/v1/studies/analysed/trials/" + (TRIALS + 1) + ":complete",
                "{\"state\": \"FAILED\", \"reason\": \"out of memory\"}");
    }

    @AfterAll
    static void stop() {
        live.close();
    }

    private static JsonNode ask(String what) {
        Got got = live.get(BASE + what);
        assertThat(got.status()).as(got.text()).isEqualTo(200);
        return got.json();
    }

    @Test
    void the_history_knows_the_best_so_far() {
        JsonNode history = ask("history");
        assertThat(history.path("number")).hasSize(TRIALS);
        assertThat(history.path("value").path(0).asDouble()).isEqualTo(4);
        assertThat(history.path("best").path(1).asDouble()).isEqualTo(1);
        assertThat(history.path("best").path(TRIALS - 1).asDouble()).isZero();
    }

    @Test
    void what_matters_is_found() {
        JsonNode found = ask("importance");
        assertThat(found.path("importance").path(0).path("parameter").asText()).isEqualTo("x");
        assertThat(found.path("importance").path(0).path("total").asDouble()).isGreaterThan(0.5);
        assertThat(found.path("learntFrom").asInt()).isEqualTo(TRIALS);
        JsonNode slice = ask("slice?params=x").path("slices").path(0);
        assertThat(slice.path("parameter").asText()).isEqualTo("x");
        assertThat(slice.path("mean").size()).isEqualTo(slice.path("value").size());
        JsonNode contour = ask("contour?x=x&y=y");
        assertThat(contour.path("means")).hasSize(contour.path("yValues").size());
        assertThat(live.get(BASE + "slice?params=z").code()).isEqualTo("BAD_REQUEST");
        assertThat(live.get(BASE + "contour?x=x&y=x").code()).isEqualTo("BAD_REQUEST");
    }

    @Test
    void failures_are_counted_by_kind_and_value() {
        JsonNode failures = ask("failures");
        assertThat(failures.path("kinds").path(0).path("kind").asText()).isEqualTo("USER_CODE");
        assertThat(failures.path("kinds").path(0).path("reason").asText()).isEqualTo("out of memory");
        assertThat(failures.path("kinds").path(0).path("trials").toString()).isEqualTo("[" + (TRIALS + 1) + "]");
    }

    @Test
    void distributions_end_at_one_and_may_be_compared() {
        JsonNode edf = ask("edf");
        JsonNode shares = edf.path("share");
        assertThat(shares.path(shares.size() - 1).asDouble()).isEqualTo(1);
        Got both = live.get("/api/v1/analysis/edf?studies=analysed");
        assertThat(both.json().path("studies").path(0).path("share")).isEqualTo(shares);
        assertThat(live.get("/api/v1/analysis/edf?studies=nowhere").code()).isEqualTo("NOT_FOUND");
        assertThat(live.get("/api/v1/analysis/edf").code()).isEqualTo("BAD_REQUEST");
    }

    @Test
    void what_is_left_to_gain_is_judged() {
        JsonNode left = ask("terminator?horizon=20");
        assertThat(left.path("horizon").asInt()).isEqualTo(20);
        assertThat(left.path("expected").asDouble()).isNotNegative();
    }

    @Test
    void durations_add_up() {
        JsonNode durations = ask("durations");
        int sum = 0;
        for (JsonNode count : durations.path("count")) {
            sum += count.asInt();
        }
        assertThat(sum).isPositive();
    }

    @Test
    void what_a_study_cannot_have_is_not_applicable() {
        assertThat(live.get(BASE + "pareto").code()).isEqualTo("NOT_APPLICABLE");
        assertThat(live.get(BASE + "hypervolume").code()).isEqualTo("NOT_APPLICABLE");
        live.create("empty", 3);
        assertThat(live.get("/api/v1/studies/empty/analysis/importance").code()).isEqualTo("NOT_APPLICABLE");
        assertThat(live.get("/api/v1/studies/empty/analysis/history").json().path("number"))
                .isEmpty();
    }

    @Test
    void ranks_go_from_the_best_to_the_worst_and_equal_values_share_theirs() {
        JsonNode rank = ask("rank");
        assertThat(rank.path("number")).hasSize(TRIALS);
        assertThat(rank.path("rank").path(0).asDouble()).isZero();
        assertThat(rank.path("rank").path(TRIALS - 1).asDouble()).isEqualTo(1);
        assertThat(rank.path("params").path("x").path(0).asDouble()).isEqualTo(2);
        assertThat(rank.path("params").path("kind")).hasSize(TRIALS);
        // x of 1 and of 3 are equally far from the best one
        assertThat(rank.path("rank").path(TRIALS / 6))
                .isEqualTo(rank.path("rank").path(TRIALS / 6 + 1));
    }

    @Test
    void a_timeline_has_every_attempt_of_the_last_trials() {
        JsonNode timeline = ask("timeline");
        assertThat(timeline.path("attempts").size()).isGreaterThanOrEqualTo(2);
        assertThat(timeline.path("truncated").asBoolean()).isFalse();
        JsonNode last = ask("timeline?limit=1").path("attempts");
        assertThat(last).hasSize(1);
        assertThat(last.path(0).path("trial").asInt()).isEqualTo(TRIALS + 2);
        assertThat(last.path(0).path("state").asText()).isEqualTo("RUNNING");
    }

    @Test
    void rungs_count_who_reached_them_and_who_went_on() {
        live.post("/api/v1/studies", """
                {"studyId": "climbing", "spec": {"objective": {"metric": "loss", "goal": "minimize"},
                 "parameters": {"x": {"type": "float", "min": 0, "max": 6}},
                 "earlyStopping": {"type": "asha", "min": 1, "eta": 3},
                 "maxTrials": 20, "trial": {"external": true}}}
                """);
        int stopped = 0;
        for (int trial = 1; trial <= 9; trial++) {
            live.post("/api/v1/studies/climbing/trials:suggest", "{}");
            String path = "/api/v1/studies/climbing/trials/" + trial;
            boolean stop = false;
            for (int step = 1; step <= 9 && !stop; step++) {
                String body = "{\"step\": " + step + ", \"metrics\": {\"loss\": " + trial + "}}";
                stop = live.post(path + ":report", body)
                        .json()
                        .path("shouldStop")
                        .asBoolean();
            }
            stopped += stop ? 1 : 0;
            live.post(path + ":complete", "{}");
        }
        JsonNode rungs =
                live.get("/api/v1/studies/climbing/analysis/rungs").json().path("rungs");
        assertThat(rungs.path(0).path("step").asInt()).isEqualTo(1);
        assertThat(rungs.path(0).path("reached").asInt()).isEqualTo(9);
        assertThat(rungs.path(0).path("wentOn").asInt())
                .isEqualTo(rungs.path(1).path("reached").asInt());
        int all = 0;
        for (JsonNode rung : rungs) {
            all += rung.path("stopped").asInt();
        }
        assertThat(all).isEqualTo(stopped).isPositive();
        assertThat(live.get(BASE + "rungs").code()).isEqualTo("NOT_APPLICABLE");
    }

    @Test
    void nothing_was_taken_where_nothing_ran_on_a_node() {
        JsonNode usage = live.get("/api/v1/usage?by=day&from=2026-01-01").json();
        assertThat(usage.path("usage")).isEmpty();
        assertThat(live.send("GET", "/api/v1/usage", null, null, live.admin(), "Accept", "text/csv")
                        .text())
                .isEqualTo("study,deviceSeconds,workerSeconds,attempts\r\n");
        assertThat(live.get("/api/v1/usage?from=tomorrow").code()).isEqualTo("BAD_REQUEST");
        assertThat(live.get("/api/v1/usage?from=2026-02-01&to=2026-01-01").code())
                .isEqualTo("BAD_REQUEST");
    }
}
