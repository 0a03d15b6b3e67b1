package org.attune.tuner.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.attune.tuner.api.RestCalls.Got;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BlobsOverHttpTest {

    @TempDir
    Path folder;

    private static String digest(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void a_blob_comes_back_as_it_went_and_a_wrong_digest_leaves_nothing() throws Exception {
        byte[] bytes = new byte[3 << 20];
        new java.util.Random(3).nextBytes(bytes);
        String digest = digest(bytes);
        try (Served served = new Served(folder)) {
            String path = "/api/v1/blobs/" + digest;
            assertThat(served.send("HEAD", path, null, null, served.tokens.agent())
                            .status())
                    .isEqualTo(404);
            Got wrong = served.send("PUT", path, null, "other".getBytes(StandardCharsets.UTF_8), served.tokens.admin());
            assertThat(wrong.code()).isEqualTo("DIGEST_MISMATCH");
            assertThat(served.send("PUT", path, null, bytes, served.tokens.admin())
                            .status())
                    .isEqualTo(201);
            assertThat(served.send("PUT", path, null, bytes, served.tokens.admin())
                            .status())
                    .isEqualTo(200);
            Got head = served.send("HEAD", path, null, null, served.tokens.agent());
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(bytes.length));
            assertThat(served.send("GET", path, null, null, served.tokens.agent())
                            .raw()
                            .body())
                    .isEqualTo(bytes);
            try (var files = Files.list(served.data.blobs())) {
                assertThat(files.map(f -> f.getFileName().toString())).containsExactly(digest);
            }
            String body = "{\"studyId\": \"packed\", \"files\": \"%s\", \"spec\": " + Served.spec(1) + "}";
            assertThat(served.post("/api/v1/studies", body.formatted("0".repeat(64)))
                            .code())
                    .isEqualTo("BAD_REQUEST");
            assertThat(served.post("/api/v1/studies", body.formatted(digest)).status())
                    .isEqualTo(201);
        }
    }

    @Test
    void more_than_64_mebibytes_are_not_taken() throws Exception {
        try (Served served = new Served(folder)) {
            Got got = served.send(
                    "PUT",
                    "/api/v1/blobs/" + "0".repeat(64),
                    null,
                    new byte[(int) Blobs.MAX_BYTES + 1],
                    served.tokens.admin());
            assertThat(got.code()).isEqualTo("TOO_LARGE");
        }
    }
}
