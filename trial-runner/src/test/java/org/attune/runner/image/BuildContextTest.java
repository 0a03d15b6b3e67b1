package org.attune.runner.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.attune.runner.worker.ImageRecipe;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a folder an image is built from, and how it is named. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BuildContextTest {

    @TempDir
    Path folder;

    @BeforeEach
    void dockerfile() throws IOException {
        write("Dockerfile", "FROM base\n");
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private String listing() throws Exception {
        Path tar = folder.resolveSibling(folder.getFileName() + ".tar");
        Files.write(tar, BuildContext.pack(folder, "Dockerfile").bytes());
        Process process = new ProcessBuilder("tar", "-tvf", tar.toString(), "--numeric-owner", "--utc")
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        Files.delete(tar);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }

    @Test
    @Tag("process")
    void tar_reads_what_was_packed_with_modes_links_and_long_names() throws Exception {
        Path script = write("run.sh", "#!/bin/sh\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        String deep = "d/" + "x".repeat(90) + "/" + "ü".repeat(60);
        write(deep, "far down");
        Files.createSymbolicLink(folder.resolve("d/link"), Path.of("../run.sh"));
        String listing = listing();
        assertThat(listing)
                .contains("-rwxr-xr-x 0/0              10 1970-01-01 00:00 run.sh")
                .contains("-rw-r--r-- 0/0              10 1970-01-01 00:00 Dockerfile")
                .contains("d/link -> ../run.sh");
        assertThat(listing.lines().filter(l -> l.contains("x".repeat(90) + "/")))
                .hasSize(2);
    }

    @Test
    void the_same_files_have_the_same_address_whenever_they_were_written() throws IOException {
        write("a", "1");
        String first = BuildContext.pack(folder, "Dockerfile").sha256();
        Files.setLastModifiedTime(folder.resolve("a"), FileTime.fromMillis(1));
        assertThat(BuildContext.pack(folder, "Dockerfile").sha256()).isEqualTo(first);
        write("a", "2");
        assertThat(BuildContext.pack(folder, "Dockerfile").sha256()).isNotEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({
        "data, data/x, true",
        "data, sub/data, false",
        "**/data, sub/data/x, true",
        "*.pt, a.pt, true",
        "*.pt, sub/a.pt, false",
        "**/*.pt, sub/a.pt, true",
        "/data/, data/x, true",
        "a?c, abc, true",
        "a?c, a/c, false",
        "# note, '# note', false",
        "a[b, a[b, true",
    })
    void a_line_leaves_out_what_docker_leaves_out(String line, String path, boolean out) {
        assertThat(DockerIgnore.of(List.of(line)).ignores(path)).isEqualTo(out);
    }

    @Test
    void the_last_line_that_fits_decides_and_the_dockerfile_always_comes() throws Exception {
        write(".dockerignore", "*\n!keep\nkeep/not\n");
        write("keep/this", "");
        write("keep/not", "");
        write("secret", "");
        assertThat(BuildContext.pack(folder, "Dockerfile").entries()).isEqualTo(3);
        Path tar = folder.resolve("out.tar");
        Files.write(tar, BuildContext.pack(folder, "Dockerfile").bytes());
        assertThat(BuildContext.textOf(tar, "Dockerfile")).isEqualTo("FROM base\n");
        assertThat(BuildContext.textOf(tar, "secret")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/etc/passwd", "../outside", "sub/../../outside"})
    void a_link_that_leads_out_is_refused_by_name(String target) throws IOException {
        Files.createSymbolicLink(folder.resolve("evil"), Path.of(target));
        assertThatThrownBy(() -> BuildContext.pack(folder, "Dockerfile"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the link evil leads out of " + folder)
                .hasMessageContaining(".dockerignore");
    }

    @Test
    void what_cannot_be_built_from_is_told_with_its_place() throws IOException {
        write("Other", "# syntax=docker/dockerfile:1\nFROM base\n");
        assertThatThrownBy(() -> BuildContext.pack(folder, "Other")).hasMessageStartingWith("Other:1: ");
        assertThatThrownBy(() -> BuildContext.pack(folder, "absent")).hasMessageContaining("no file absent");
        assertThatThrownBy(() -> BuildContext.pack(folder, "../x")).hasMessageContaining("not in the context");
        write("Empty", "RUN x\n");
        assertThatThrownBy(() -> BuildContext.pack(folder, "Empty")).hasMessageContaining("no FROM");
    }

    @Test
    void a_context_has_a_limit() throws IOException {
        try (var file = new java.io.RandomAccessFile(folder.resolve("big").toFile(), "rw")) {
            file.setLength(BuildContext.BYTES_MAX + 1);
        }
        assertThatThrownBy(() -> BuildContext.pack(folder, "Dockerfile"))
                .hasMessageContaining("more than 64 MiB")
                .hasMessageContaining(".dockerignore");
    }

    @Test
    void bytes_that_are_no_archive_are_refused() throws IOException {
        Path file = write("junk", "x".repeat(2000));
        assertThatThrownBy(() -> BuildContext.textOf(file, "Dockerfile")).isInstanceOf(IOException.class);
        Path endless = folder.resolve("endless");
        byte[] tar = BuildContext.pack(folder, "Dockerfile").bytes();
        Files.write(endless, java.util.Arrays.copyOf(tar, 700));
        assertThatThrownBy(() -> BuildContext.textOf(endless, "zzz")).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "executor failed running [/bin/sh -c echo one   && echo two &&   exit 7]: exit code: 7 | 4",
                "The command '/bin/sh -c echo one   && echo two &&   exit 7' returned a non-zero code: 7 | 4",
                "process \"/bin/sh -c echo one   && echo two &&   exit 7\" did not complete: exit code: 7 | 4",
                "failed to compute cache key: \"/nope\" not found: not found | 8",
                "dockerfile parse error line 2: unknown instruction: RUM | 2",
                "failed: Head \"https://registry/v2/some/base/manifests/1\": no such host | 1",
                "something else | 0",
            })
    void an_error_of_a_builder_has_its_line(String error, int line) {
        Dockerfile file = Dockerfile.of("FROM some/base:1\n# a comment\n\nRUN echo one \\\n  && echo two && \\\n"
                + "  # within\n  exit 7\nCOPY nope /x\n");
        assertThat(file.lineOf(error)).isEqualTo(line == 0 ? OptionalInt.empty() : OptionalInt.of(line));
    }

    @Test
    void an_image_has_the_name_of_what_it_is_made_of() {
        String digest = "ab".repeat(32);
        ImageRecipe recipe = new ImageRecipe(digest, "Dockerfile", null, Map.of("A", "1", "B", "2"), true);
        String name = ImageNames.of(recipe);
        assertThat(name).matches("attune/build:[0-9a-f]{32}");
        assertThat(ImageNames.of(new ImageRecipe(digest, "Dockerfile", null, Map.of("B", "2", "A", "1"), true)))
                .isEqualTo(name);
        assertThat(List.of(
                        ImageNames.of(new ImageRecipe(digest, "Dockerfile", "x", Map.of("A", "1", "B", "2"), true)),
                        ImageNames.of(new ImageRecipe(digest, "Dockerfile", null, Map.of("A", "1|1:B"), true)),
                        ImageNames.of(new ImageRecipe(digest, "Dockerfile", null, Map.of("A", "1", "B", "2"), false))))
                .doesNotContain(name)
                .doesNotHaveDuplicates();
        ImageRecipe without = new ImageRecipe("none", "Dockerfile", null, Map.of(), true);
        assertThatThrownBy(() -> ImageNames.of(without)).isInstanceOf(IllegalArgumentException.class);
    }
}
