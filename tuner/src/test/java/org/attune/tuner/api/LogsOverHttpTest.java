package org.attune.tuner.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.attune.runner.worker.AttemptId;
import org.attune.tuner.api.RestCalls.Got;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LogsOverHttpTest {

    private static final String LOGS = "/api/v1/studies/logged/trials/1/logs";

    @TempDir
    Path folder;

    private Served served;
    private AttemptId attempt = new AttemptId("aaaaaaaa", 1, 1);

    @BeforeEach
    void start() {
        served = new Served(folder);
        served.create("logged", 3);
        served.post("/api/v1/studies/logged/trials:suggest", "{}");
        attempt = new AttemptId(
                served.get("/api/v1/studies/logged").json().path("uid").asText(), 1, 1);
    }

    @AfterEach
    void stop() {
        served.close();
    }

    private void write(int rank, String stream, String text) throws Exception {
        Path file = LogPlace.file(served.data, attempt, rank, stream);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private Got append(String rankAndStream, long offset, String text) {
        return served.send(
                "PUT",
                "/api/v1/logs/" + attempt.studyUid() + "/1/1/" + rankAndStream + "?offset=" + offset,
                "application/octet-stream",
                text.getBytes(StandardCharsets.UTF_8),
                served.tokens.agent());
    }

    @Test
    void bytes_are_appended_exactly_at_their_offset() throws Exception {
        assertThat(append("0.out", 0, "one\n").header("X-Next-Offset")).isEqualTo("4");
        assertThat(append("0.out", 4, "two\n").header("X-Next-Offset")).isEqualTo("8");
        Got again = append("0.out", 4, "two\n");
        assertThat(again.code()).isEqualTo("WRONG_STATE");
        assertThat(again.header("X-Next-Offset")).isEqualTo("8");
        assertThat(append("0.out", 9, "gap").header("X-Next-Offset")).isEqualTo("8");
        assertThat(Files.readString(LogPlace.file(served.data, attempt, 0, "out")))
                .isEqualTo("one\ntwo\n");
        assertThat(append("0.log", 0, "x").code()).isEqualTo("NOT_FOUND");
        assertThat(append("..%2fx.out", 0, "x").status()).isIn(400, 404);
        Got large = served.send(
                "PUT",
                "/api/v1/logs/" + attempt.studyUid() + "/1/1/0.out?offset=8",
                "application/octet-stream",
                new byte[9 << 20],
                served.tokens.agent());
        assertThat(large.code()).isEqualTo("TOO_LARGE");
    }

    @Test
    void a_reader_goes_on_where_it_was() throws Exception {
        write(0, "out", "first\nsecond\n");
        write(0, "err", "oops\n");
        Got out = served.get(LOGS + "?stream=out&limit=6");
        assertThat(out.text()).isEqualTo("first\n");
        assertThat(out.header("X-Next-Offset")).isEqualTo("6");
        assertThat(served.get(LOGS + "?stream=out&offset=6").text()).isEqualTo("second\n");
        Got both = served.get(LOGS);
        assertThat(both.text()).isEqualTo("first\nsecond\noops\n");
        assertThat(both.header("X-Next-Offset")).isEqualTo("13,5");
        assertThat(served.get(LOGS + "?offset=6,5").text()).isEqualTo("second\n");
        Got beyond = served.get(LOGS + "?offset=14,5");
        assertThat(beyond.code()).isEqualTo("RANGE_INVALID");
        assertThat(beyond.header("X-Next-Offset")).isEqualTo("13,5");
        assertThat(served.get(LOGS + "?stream=err&offset=1,1").code()).isEqualTo("BAD_REQUEST");
        assertThat(served.get(LOGS + "?rank=7").text()).isEmpty();
        assertThat(served.get(LOGS + "?attempt=9").code()).isEqualTo("NOT_FOUND");
    }

    @Test
    void the_tail_is_counted_in_lines() throws Exception {
        write(0, "out", "a\nb\nc\nd\n");
        assertThat(served.get(LOGS + "?tail=2").text()).isEqualTo("c\nd\n");
        assertThat(served.get(LOGS + "?tail=0").text()).isEmpty();
        assertThat(served.get(LOGS + "?tail=99").text()).isEqualTo("a\nb\nc\nd\n");
        write(0, "out", "unfinished");
        assertThat(served.get(LOGS + "?tail=2").text()).isEqualTo("d\nunfinished");
        assertThat(served.get(LOGS + "?tail=2&offset=0").code()).isEqualTo("BAD_REQUEST");
    }

    @Test
    void a_freed_head_is_left_out() throws Exception {
        write(0, "out", "\0".repeat(100) + "kept\n");
        Got got = served.get(LOGS);
        assertThat(got.text()).isEqualTo("kept\n");
        assertThat(got.header("X-Next-Offset")).isEqualTo("105,0");
    }

    @Test
    void json_pieces_say_where_they_are() throws Exception {
        write(0, "err", "oops\n");
        Got got = served.send("GET", LOGS, null, null, served.tokens.admin(), "Accept", "application/x-ndjson");
        assertThat(got.text()).isEqualTo("{\"stream\":\"err\",\"offset\":0,\"text\":\"oops\\n\",\"next\":\"0,5\"}\n");
    }

    @Test
    void a_follower_sees_whole_lines_and_the_end() throws Exception {
        write(0, "out", "before\nha");
        var following = CompletableFuture.supplyAsync(() -> served.send(
                "GET",
                LOGS + "?follow=true&stream=out&waitSeconds=30",
                null,
                null,
                served.tokens.admin(),
                "Accept",
                "application/x-ndjson"));
        write(0, "out", "lf\nlast without end");
        served.post("/api/v1/studies/logged/trials/1:complete", "{\"metrics\": {\"loss\": 1}}");
        Got got = following.get(15, TimeUnit.SECONDS);
        assertThat(got.header("X-Next-Offset")).isEqualTo("0");
        List<String> lines = got.text().lines().toList();
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(new com.fasterxml.jackson.databind.ObjectMapper()
                    .readTree(line)
                    .path("text")
                    .asText());
        }
        assertThat(text.toString()).isEqualTo("before\nhalf\nlast without end");
        assertThat(lines.get(lines.size() - 1)).contains("\"ended\":true").contains("\"next\":\"28\"");
    }

    @Test
    void a_follower_of_a_quiet_log_ends_at_its_deadline() throws Exception {
        write(0, "out", "one\n");
        Got got = served.get(LOGS + "?follow=true&waitSeconds=1");
        assertThat(got.text()).isEqualTo("one\n");
        Got more = served.send(
                "GET",
                LOGS + "?follow=true&waitSeconds=0",
                null,
                null,
                served.tokens.admin(),
                "Accept",
                "application/x-ndjson");
        assertThat(more.text()).endsWith("{\"more\":true,\"next\":\"4,0\"}\n");
    }

    @Test
    void lines_are_picked_by_an_expression_and_offsets_stay_those_of_the_log() throws Exception {
        write(0, "out", "loss=1\nsaved model\nloss=0.5\nloss=");
        Got picked = served.get(LOGS + "?stream=out&grep=loss%3D%5B0-9%5D");
        assertThat(picked.text()).isEqualTo("loss=1\nloss=0.5\n");
        assertThat(picked.header("X-Next-Offset")).isEqualTo("33");
        Got part = served.get(LOGS + "?stream=out&grep=loss&limit=10");
        assertThat(part.text()).isEqualTo("loss=1\n");
        assertThat(part.header("X-Next-Offset"))
                .as("a line is never cut in two")
                .isEqualTo("7");
        assertThat(served.get(LOGS + "?grep=%5B").code()).isEqualTo("BAD_REQUEST");
    }

    @Test
    void an_expression_that_never_ends_is_given_up() throws Exception {
        write(0, "out", "a".repeat(60) + "b\n");
        assertThat(served.get(LOGS + "?grep=%28a%7Caa%29%2B%5C1c").code()).isEqualTo("BAD_REQUEST");
    }
}
