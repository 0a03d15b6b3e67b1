package org.attune.tuner.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.attune.runner.worker.AttemptId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams of events and of logs, over the real store. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EventsOverHttpTest {

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

    private static Listening listen(String topics, String... headers) throws Exception {
        return new Listening(live.url() + "/api/v1/events?topics=" + topics, live.admin(), headers);
    }

    private static void report(String study, int trial, int step) {
        live.post(
                "/api/v1/studies/" + study + "/trials/" + trial + ":report",
                "{\"step\": " + step + ", \"metrics\": {\"loss\": " + step + "}}");
    }

    @Test
    void a_study_and_its_trials_are_told_of_as_they_change() throws Exception {
        live.create("told", 5);
        try (Listening all = listen("studies");
                Listening one = listen("study:told,trial:told/1")) {
            assertThat(all.status).isEqualTo(200);
            assertThat(all.contentType).startsWith("text/event-stream");
            all.next("hello");
            one.next("hello");
            live.post("/api/v1/studies/told/trials:suggest", "{}");
            assertThat(all.next("study").json().path("studyId").asText()).isEqualTo("told");
            var trials = one.next("trials");
            assertThat(trials.json().path("cursor").asText()).isEqualTo(trials.id());
            report("told", 1, 7);
            var trial = one.next(event ->
                    event.kind().equals("trial") && event.json().path("step").asInt() == 7);
            assertThat(trial.json().path("metrics").path("loss").asDouble()).isEqualTo(7);
            live.create("told-later", 5);
            assertThat(all.next("studies").json().path("totalSize").asInt()).isPositive();
        }
    }

    @Test
    void many_changes_become_few_events() throws Exception {
        live.create("busy", 5);
        live.post("/api/v1/studies/busy/trials:suggest", "{}");
        try (Listening one = listen("study:busy,trial:busy/1")) {
            one.next("hello");
            long begin = System.nanoTime();
            for (int step = 1; step <= 60; step++) {
                report("busy", 1, step);
            }
            one.next(event ->
                    event.kind().equals("trial") && event.json().path("step").asInt() == 60);
            double seconds = (System.nanoTime() - begin) / 1e9;
            long told = one.seen.stream()
                    .filter(event -> event.kind().equals("trial"))
                    .count();
            assertThat((double) told).isLessThanOrEqualTo(seconds / 0.25 + 2);
        }
    }

    @Test
    void who_comes_back_misses_nothing() throws Exception {
        live.create("back", 5);
        live.post("/api/v1/studies/back/trials:suggest", "{}");
        String id;
        try (Listening first = listen("study:back,trial:back/1")) {
            id = first.next("hello").id();
        }
        report("back", 1, 3);
        try (Listening again = listen("study:back,trial:back/1", "Last-Event-ID", id)) {
            assertThat(again.next("trial").json().path("step").asInt()).isEqualTo(3);
            assertThat(again.seen).extracting(Listening.Event::kind).contains("study", "trials");
        }
        try (Listening unaware = listen("study:back", "Last-Event-ID", "othergen.5")) {
            assertThat(unaware.next("reset").json().path("cursor").asText()).contains(".");
        }
        live.post("/api/v1/studies/back:cancel", "{}");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> live.get("/api/v1/studies/back")
                        .json()
                        .path("state")
                        .asText()
                        .equals("CANCELLED"));
    }

    @Test
    void the_cluster_is_told_of_when_it_changes() throws Exception {
        try (Listening cluster = listen("cluster")) {
            assertThat(cluster.next("cluster").json().has("nodes")).isTrue();
        }
    }

    @Test
    void topics_are_checked_and_a_trial_hears_nothing_of_others() throws Exception {
        assertThat(live.get("/api/v1/events?topics=everything").code()).isEqualTo("BAD_REQUEST");
        assertThat(live.get("/api/v1/events?topics=trial:x").code()).isEqualTo("BAD_REQUEST");
        assertThat(live.get("/api/v1/events?after=x").code()).isEqualTo("BAD_REQUEST");
        String token = live.tokens.forTrial("abcdefg2", 1);
        assertThat(live.send("GET", "/api/v1/events", null, null, token).code()).isEqualTo("FORBIDDEN");
    }

    @Test
    void a_log_is_followed_as_events_that_say_where_to_go_on() throws Exception {
        live.create("logged", 2);
        live.post("/api/v1/studies/logged/trials:suggest", "{}");
        String uid = live.get("/api/v1/studies/logged").json().path("uid").asText();
        Path log = live.data.standardOutput(new AttemptId(uid, 1, 1), 0);
        Files.createDirectories(log.getParent());
        Files.write(log, "one\ntwo\n".getBytes(StandardCharsets.UTF_8));
        String url = live.url() + "/api/v1/studies/logged/trials/1/logs?follow=true&stream=out";
        String id;
        try (Listening first = new Listening(url, live.admin())) {
            var event = first.next("log");
            assertThat(event.json().path("text").asText()).isEqualTo("one\ntwo\n");
            id = event.id();
        }
        assertThat(id).isEqualTo("8");
        Files.write(log, "three\n".getBytes(StandardCharsets.UTF_8), java.nio.file.StandardOpenOption.APPEND);
        try (Listening again = new Listening(url, live.admin(), "Last-Event-ID", id)) {
            assertThat(again.next("log").json().path("text").asText()).isEqualTo("three\n");
        }
    }

    @Test
    void a_server_that_ends_lets_its_listeners_go() throws Exception {
        Served ending = new Served(folder.resolve("ending"));
        Listening listening = new Listening(ending.url + "/api/v1/events", ending.admin());
        listening.next("hello");
        ending.close();
        await().atMost(Duration.ofSeconds(10)).until(() -> listening.ended);
    }
}
