package org.attune.tuner.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.attune.tuner.api.RestCalls.Got;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that trials keep: in, out, in parts, and never from elsewhere. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ArtifactsOverHttpTest {

    private static final String BASE = "/api/v1/studies/kept/trials/1/artifacts";
    private static final String BYTES = "application/octet-stream";

    @TempDir
    Path folder;

    private Served served;
    private Path artifacts;

    @BeforeEach
    void start() throws IOException {
        served = new Served(folder.resolve("data"));
        served.create("kept", 3);
        served.post("/api/v1/studies/kept/trials:suggest", "{\"count\": 2}");
        String uid = served.get("/api/v1/studies/kept").json().path("uid").asText();
        artifacts = folder.resolve("data/studies/" + uid + "/1/artifacts");
    }

    @AfterEach
    void stop() {
        served.close();
    }

    private Got put(String path, String text) {
        return served.send("PUT", BASE + path, BYTES, text.getBytes(StandardCharsets.UTF_8), served.admin());
    }

    private Got get(String path, String... headers) {
        return served.send("GET", BASE + path, null, null, served.admin(), headers);
    }

    @Test
    void what_comes_in_goes_out_and_is_listed() {
        assertThat(served.get(BASE).json().path("artifacts")).isEmpty();
        assertThat(put("/plots/a%20b/loss.csv", "step,loss\n").status()).isEqualTo(201);
        assertThat(put("/model.bin", "old").status()).isEqualTo(201);
        assertThat(put("/model.bin", "0123456789").status()).isEqualTo(200);
        JsonNode listed = served.get(BASE).json();
        assertThat(listed.path("artifacts").findValuesAsText("path"))
                .containsExactly("model.bin", "plots/a b/loss.csv");
        assertThat(listed.path("truncated").asBoolean()).isFalse();
        Got csv = get("/plots/a%20b/loss.csv");
        assertThat(csv.text()).isEqualTo("step,loss\n");
        assertThat(csv.header("Content-Type")).startsWith("text/plain");
        Got model = get("/model.bin");
        assertThat(model.header("Content-Disposition")).isEqualTo("attachment");
        assertThat(get("/model.bin", "If-None-Match", model.header("ETag")).status())
                .isEqualTo(304);
        assertThat(get("/plots").code()).isEqualTo("NOT_FOUND");
        assertThat(put("/plots", "a folder").code()).isEqualTo("BAD_REQUEST");
    }

    @Test
    void parts_are_exactly_what_was_asked_for() {
        put("/model.bin", "0123456789");
        String[][] cases = {
            {"bytes=0-3", "206", "0123", "bytes 0-3/10"},
            {"bytes=8-", "206", "89", "bytes 8-9/10"},
            {"bytes=-3", "206", "789", "bytes 7-9/10"},
            {"bytes=5-99", "206", "56789", "bytes 5-9/10"},
            {"bytes=-99", "206", "0123456789", "bytes 0-9/10"},
            {"bytes=0-1,4-5", "200", "0123456789", ""},
            {"lines=0-1", "200", "0123456789", ""},
            {"bytes=4-2", "200", "0123456789", ""},
        };
        for (String[] each : cases) {
            Got got = get("/model.bin", "Range", each[0]);
            assertThat(got.status()).as(each[0]).isEqualTo(Integer.parseInt(each[1]));
            assertThat(got.text()).as(each[0]).isEqualTo(each[2]);
            assertThat(got.header("Content-Range")).as(each[0]).isEqualTo(each[3]);
        }
        Got beyond = get("/model.bin", "Range", "bytes=10-");
        assertThat(beyond.code()).isEqualTo("RANGE_INVALID");
        assertThat(beyond.header("Content-Range")).isEqualTo("bytes */10");
        assertThat(get("/model.bin", "Range", "bytes=0-3", "If-Range", "\"other\"")
                        .text())
                .isEqualTo("0123456789");
    }

    @Test
    void no_path_leads_out_of_the_folder() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "secret");
        put("/model.bin", "x");
        Files.createSymbolicLink(artifacts.resolve("link.txt"), secret);
        Files.createSymbolicLink(artifacts.resolve("out"), folder);
        Files.createSymbolicLink(artifacts.resolve("inner.bin"), artifacts.resolve("model.bin"));
        for (String path : List.of(
                "/link.txt",
                "/out/secret.txt",
                "/..%2f..%2f..%2f..%2fadmin.token",
                "/%2e%2e/%2e%2e/token",
                "/a/..%2f..%2fb",
                "/..%5c..%5cadmin.token",
                "//etc/passwd",
                "/model.bin%00.txt")) {
            Got got = get(path);
            assertThat(got.status()).as(path).isIn(400, 404);
            assertThat(got.text()).as(path).doesNotContain("secret\"").doesNotContain("att_");
            Got brought = put(path, "overwritten");
            if (!path.equals("/link.txt")) {
                assertThat(brought.status()).as("PUT " + path).isIn(400, 404);
            }
        }
        assertThat(Files.readString(secret))
                .as("a link is replaced, not written through")
                .isEqualTo("secret");
        assertThat(get("/inner.bin").text()).as("a link inside may be followed").isEqualTo("x");
        assertThat(served.get(BASE).json().path("artifacts").findValuesAsText("path"))
                .containsExactly("link.txt", "model.bin");
    }

    @Test
    void a_trial_brings_its_own_files_and_no_others() {
        String uid = served.get("/api/v1/studies/kept").json().path("uid").asText();
        String own = served.tokens.forTrial(uid, 1);
        byte[] bytes = {1, 2, 3};
        assertThat(served.send("PUT", BASE + "/own.bin", BYTES, bytes, own).status())
                .isEqualTo(201);
        assertThat(served.send("PUT", BASE.replace("trials/1", "trials/2") + "/own.bin", BYTES, bytes, own)
                        .code())
                .isEqualTo("FORBIDDEN");
        assertThat(served.send("GET", BASE.replace("kept", "nowhere"), null, null, served.admin())
                        .code())
                .isEqualTo("NOT_FOUND");
    }
}
