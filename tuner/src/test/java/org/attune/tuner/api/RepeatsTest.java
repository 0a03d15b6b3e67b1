package org.attune.tuner.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.attune.tuner.api.RestCalls.Got;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same request twice under one key. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RepeatsTest {

    @TempDir
    Path folder;

    private static Got post(RestCalls calls, String path, String json, String token, String key) {
        return calls.send(
                "POST", path, "application/json", json.getBytes(StandardCharsets.UTF_8), token, "Idempotency-Key", key);
    }

    @Test
    void it_is_done_once_and_answered_the_same_also_after_a_restart() {
        String first;
        try (Live live = new Live(folder)) {
            live.create("again", 20);
            live.sweep("again", 1);
            String retry = "/api/v1/studies/again/trials/1:retry";
            Got done = post(live, retry, "{}", live.admin(), "key-1");
            assertThat(done.status()).isEqualTo(201);
            first = done.text();
            Got repeated = post(live, retry, "{}", live.admin(), "key-1");
            assertThat(repeated.text()).isEqualTo(first);
            assertThat(repeated.header("Idempotency-Replayed")).isEqualTo("true");
            assertThat(live.get("/api/v1/studies/again/trials")
                            .json()
                            .path("totalSize")
                            .asInt())
                    .isEqualTo(2);
            assertThat(post(live, retry, "{\"reason\": \"other\"}", live.admin(), "key-1")
                            .code())
                    .isEqualTo("BAD_REQUEST");
            assertThat(post(live, retry, "{}", live.admin(), "a key").code()).isEqualTo("BAD_REQUEST");
            assertThat(post(live, "/api/v1/studies/nowhere:pause", "{}", live.admin(), "key-2")
                            .code())
                    .isEqualTo("NOT_FOUND");
            assertThat(post(live, "/api/v1/studies/again:pause", "{}", live.admin(), "key-2")
                            .status())
                    .as("what failed may be tried again under its key")
                    .isEqualTo(200);
        }
        try (Live live = new Live(folder)) {
            Got repeated = post(live, "/api/v1/studies/again/trials/1:retry", "{}", live.admin(), "key-1");
            assertThat(repeated.text()).isEqualTo(first);
            assertThat(live.get("/api/v1/studies/again/trials")
                            .json()
                            .path("totalSize")
                            .asInt())
                    .isEqualTo(2);
        }
    }

    @Test
    void keys_belong_to_their_caller_and_no_secret_is_kept() {
        try (Served served = new Served(folder)) {
            served.create("mine", 3);
            String path = "/api/v1/studies/mine:pause";
            post(served, path, "{}", served.admin(), "key");
            assertThat(post(served, path, "{}", served.token("write"), "key").header("Idempotency-Replayed"))
                    .isEmpty();
            String token = "{\"name\": \"ci\", \"scope\": \"read\"}";
            String one =
                    post(served, "/api/v1/tokens", token, served.admin(), "t").text();
            assertThat(post(served, "/api/v1/tokens", token, served.admin(), "t")
                            .text())
                    .isNotEqualTo(one);
        }
    }

    @Test
    void an_etag_is_held_against_the_spec_that_is_changed() {
        try (Live live = new Live(folder)) {
            live.create("tagged", 5);
            String path = "/api/v1/studies/tagged";
            String tag = live.get(path).header("ETag");
            byte[] patch = "{\"maxTrials\": 7}".getBytes(StandardCharsets.UTF_8);
            Got changed = live.send("PATCH", path, "application/json", patch, live.admin(), "If-Match", tag);
            assertThat(changed.status()).isEqualTo(200);
            assertThat(live.send("PATCH", path, "application/json", patch, live.admin(), "If-Match", tag)
                            .code())
                    .isEqualTo("ETAG_MISMATCH");
            assertThat(live.send(
                                    "PATCH",
                                    path,
                                    "application/json",
                                    patch,
                                    live.admin(),
                                    "If-Match",
                                    changed.header("ETag"))
                            .status())
                    .isEqualTo(200);
        }
    }
}
