package org.attune.tuner.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.attune.tuner.api.RestCalls.Got;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What takes longer than a request. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OperationsOverHttpTest {

    @TempDir
    Path folder;

    @Test
    void a_backup_is_made_listed_fetched_and_removed() throws IOException {
        try (Live live = new Live(folder)) {
            live.create("kept", 3);
            live.sweep("kept", 3);
            Got begun = live.post("/api/v1/backups", "{}");
            assertThat(begun.status()).isEqualTo(202);
            String path = begun.header("Location");
            assertThat(path).isEqualTo("/api/v1/" + begun.json().path("name").asText());
            JsonNode done = live.get(path + "?waitSeconds=30").json();
            assertThat(done.path("done").asBoolean()).as("%s", done).isTrue();
            String backup = "/api/v1/" + done.path("result").asText();
            Got file = live.get(backup);
            assertThat(file.header("Content-Type")).isEqualTo("application/zip");
            List<String> entries = new ArrayList<>();
            try (ZipInputStream zip =
                    new ZipInputStream(new ByteArrayInputStream(file.raw().body()))) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    entries.add(entry.getName());
                }
            }
            assertThat(entries).contains("store/attune.mv.db");
            assertThat(live.get("/api/v1/backups").json().path("backups")).hasSize(1);
            assertThat(live.get("/api/v1/operations").json().path("operations")).hasSize(1);
            assertThat(live.post(path + ":cancel", "{}").status())
                    .as("it has ended")
                    .isEqualTo(200);
            assertThat(live.delete(backup).status()).isEqualTo(204);
            assertThat(live.get(backup).code()).isEqualTo("NOT_FOUND");
            assertThat(live.get("/api/v1/operations/aaaaaaaa").code()).isEqualTo("NOT_FOUND");
        }
    }

    @Test
    void a_small_study_is_deleted_within_the_request() {
        try (Live live = new Live(folder)) {
            live.create("small", 2);
            assertThat(live.delete("/api/v1/studies/small").code()).isEqualTo("WRONG_STATE");
            live.post("/api/v1/studies/small:cancel", "{}");
            assertThat(live.delete("/api/v1/studies/small").status()).isEqualTo(204);
            assertThat(live.delete("/api/v1/studies/small").code()).isEqualTo("NOT_FOUND");
            assertThat(live.get("/api/v1/operations").json().path("operations")).isEmpty();
        }
    }
}
