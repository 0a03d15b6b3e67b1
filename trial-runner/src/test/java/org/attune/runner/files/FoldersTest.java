package org.attune.runner.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FoldersTest {

    @TempDir
    Path folder;

    @Test
    void all_goes_but_what_links_lead_to() throws IOException {
        Path kept = Files.createDirectories(folder.resolve("elsewhere"));
        Path file = Files.writeString(kept.resolve("file"), "stays");
        Path root = Files.createDirectories(folder.resolve("root/deep/deeper"))
                .getParent()
                .getParent();
        Files.writeString(root.resolve("deep/deeper/a"), "a");
        Files.createSymbolicLink(root.resolve("deep/link"), kept);
        Files.createSymbolicLink(root.resolve("dangling"), folder.resolve("nowhere"));

        Folders.delete(root);

        assertThat(root).doesNotExist();
        assertThat(file).hasContent("stays");
        Folders.delete(root);
    }

    @Test
    void a_file_or_a_link_goes_alone() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "stays");
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);

        Folders.delete(link);

        assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(file).exists();
        Folders.delete(file);
        assertThat(file).doesNotExist();
    }
}
