package org.attune.cluster.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class PackedFolderTest {

    @TempDir
    Path directory;

    private Path folder() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("study"));
        Files.writeString(folder.resolve("train.sh"), "#!/bin/sh\n");
        assertThat(folder.resolve("train.sh").toFile().setExecutable(true)).isTrue();
        Files.createDirectories(folder.resolve("data/raw"));
        Files.writeString(folder.resolve("data/raw/a.csv"), "1,2\n");
        Files.writeString(folder.resolve("notes.txt"), "note");
        Files.createDirectories(folder.resolve(".git"));
        Files.writeString(folder.resolve(".git/config"), "secret");
        return folder;
    }

    private List<String> unpack(byte[] bytes, String name) throws IOException {
        Path packed = directory.resolve(name + ".packed");
        Files.write(packed, bytes);
        Path into = directory.resolve(name);
        PackedFolder.unpack(packed, into);
        try (Stream<Path> files = Files.walk(into)) {
            return files.filter(Files::isRegularFile)
                    .map(f -> into.relativize(f).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void what_is_packed_comes_out_again_with_its_executables_and_without_histories() throws IOException {
        PackedFolder.Packed packed = PackedFolder.pack(folder());

        assertThat(unpack(packed.bytes(), "out")).containsExactly("data/raw/a.csv", "notes.txt", "train.sh");
        assertThat(directory.resolve("out/train.sh")).isExecutable().hasContent("#!/bin/sh\n");
        assertThat(directory.resolve("out/notes.txt").toFile().canExecute()).isFalse();
        assertThat(packed.files()).isEqualTo(3);
    }

    @Test
    void the_same_files_give_the_same_address_whenever_they_were_written() throws IOException {
        Path folder = folder();
        String before = PackedFolder.pack(folder).sha256();
        Files.setLastModifiedTime(folder.resolve("notes.txt"), FileTime.fromMillis(0));

        assertThat(PackedFolder.pack(folder).sha256()).isEqualTo(before);
        Files.writeString(folder.resolve("notes.txt"), "another");
        assertThat(PackedFolder.pack(folder).sha256()).isNotEqualTo(before);
    }

    @Test
    void the_folder_says_itself_what_stays_out() throws IOException {
        Path folder = folder();
        Files.writeString(folder.resolve(".attuneignore"), "# comment\n*.txt\n/data/**\n!data/raw\n!/data/raw/a.csv\n");

        assertThat(unpack(PackedFolder.pack(folder).bytes(), "out")).containsExactly("data/raw/a.csv", "train.sh");
    }

    @Test
    void links_become_files_within_the_folder_and_are_refused_beyond_it() throws IOException {
        Path folder = folder();
        Files.createSymbolicLink(folder.resolve("again.txt"), Path.of("notes.txt"));
        assertThat(unpack(PackedFolder.pack(folder).bytes(), "out")).contains("again.txt");

        Files.createSymbolicLink(folder.resolve("outside"), Path.of("/etc/hostname"));
        assertThatThrownBy(() -> PackedFolder.pack(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("outside")
                .hasMessageContaining(".attuneignore");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "/etc/evil", "a/../../evil", "a//b", "./x", ".."})
    void a_name_that_leads_outside_is_refused(String name) throws IOException {
        Path packed = directory.resolve("evil.packed");
        try (OutputStream out = Files.newOutputStream(packed);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write("x".getBytes(StandardCharsets.US_ASCII));
            zip.closeEntry();
        }

        assertThatThrownBy(() -> PackedFolder.unpack(packed, directory.resolve("into")))
                .isInstanceOf(IOException.class);
        assertThat(directory.resolve("evil")).doesNotExist();
    }

    @Test
    void a_small_blob_that_would_become_too_large_is_refused() throws IOException {
        Path packed = directory.resolve("bomb.packed");
        try (OutputStream out = Files.newOutputStream(packed);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("zeros"));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 65; i++) {
                zip.write(zeros);
            }
            zip.closeEntry();
        }

        assertThatThrownBy(() -> PackedFolder.unpack(packed, directory.resolve("into")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("64 MiB");
    }

    @Test
    void a_blob_that_is_not_what_its_address_says_is_never_used() throws IOException {
        PackedFolder.Packed packed = PackedFolder.pack(folder());
        byte[] damaged = packed.bytes().clone();
        damaged[damaged.length / 2] ^= 1;
        Path blobs = Files.createDirectories(directory.resolve("blobs"));
        Files.write(blobs.resolve(packed.sha256()), damaged);
        StudyFiles files = new StudyFiles(directory.resolve("files"), BlobSource.ofDirectory(blobs));

        assertThatThrownBy(() -> files.get(packed.sha256()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged");
        Files.write(blobs.resolve(packed.sha256()), packed.bytes());
        assertThat(files.get(packed.sha256()).resolve("train.sh")).isExecutable();
        try (Stream<Path> left = Files.list(directory.resolve("files"))) {
            assertThat(left.map(p -> p.getFileName().toString())).containsExactly(packed.sha256());
        }
    }
}
