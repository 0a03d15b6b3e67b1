package org.attune.runner.process;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.WorkerSpec;
import org.jspecify.annotations.Nullable;

/**
 * The notes of one worker in {@code .attune/} of its private directory, by which the next agent knows it:
 * {@code spec.json} before the start, {@code process} and {@code exit} by the shell around the command, {@code stop}
 * when it was asked to end, {@code void} when an agent gave up on its start.
 */
final class WorkerNotes {

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final int MAX_NOTE = 4096;

    /** The first note. */
    record Stored(int version, WorkerSpec spec, String bootId, long startedMillis) {}

    /** Why it was asked to end; {@code killAtMillis} is when the grace is over. */
    record StopNote(FailureKind kind, String why, long killAtMillis) {}

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(Duration.class, new StdSerializer<>(Duration.class) {
                        @Override
                        public void serialize(Duration value, JsonGenerator out, SerializerProvider provider)
                                throws IOException {
                            out.writeString(value.toString());
                        }
                    })
                    .addDeserializer(Duration.class, new StdDeserializer<>(Duration.class) {
                        @Override
                        public Duration deserialize(JsonParser in, DeserializationContext context) throws IOException {
                            return Duration.parse(in.getValueAsString());
                        }
                    })
                    .addSerializer(Path.class, new StdSerializer<>(Path.class) {
                        @Override
                        public void serialize(Path value, JsonGenerator out, SerializerProvider provider)
                                throws IOException {
                            out.writeString(value.toString());
                        }
                    })
                    .addDeserializer(Path.class, new StdDeserializer<>(Path.class) {
                        @Override
                        public Path deserialize(JsonParser in, DeserializationContext context) throws IOException {
                            return Path.of(in.getValueAsString());
                        }
                    }))
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path directory;
    private final Path own;

    WorkerNotes(Path directory) {
        this.directory = directory;
        this.own = directory.resolve(".attune");
    }

    Path ownDirectory() {
        return own;
    }

    /** Makes the private directory with everything that the command finds in it. */
    void prepare(WorkerSpec spec, String bootId, long startedMillis) throws IOException {
        Files.createDirectories(own.resolve("hypertune"), PRIVATE_DIRECTORY);
        Files.createDirectories(spec.logDirectory());
        Files.createDirectories(spec.checkpointDirectory());
        Files.createDirectories(spec.artifactDirectory());
        Files.writeString(spec.paramsFile(), spec.template().paramsJson());
        if (spec.filesDirectory() != null) {
            link(spec.filesDirectory());
        }
        Path params = directory.resolve("params.json");
        if (Files.notExists(params, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            Files.createSymbolicLink(params, Path.of(".attune/params.json"));
        }
        // Last and at once: a directory without this note holds no worker.
        replace("spec.json", JSON.writeValueAsString(new Stored(1, spec, bootId, startedMillis)));
    }

    private void link(Path files) throws IOException {
        try (var entries = Files.newDirectoryStream(files)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (!name.equals(".attune")) {
                    Files.createSymbolicLink(directory.resolve(name), entry);
                }
            }
        }
    }

    boolean exists() {
        return Files.exists(own.resolve("spec.json"));
    }

    Stored stored() throws IOException {
        return JSON.readValue(own.resolve("spec.json").toFile(), Stored.class);
    }

    /** The process that leads the worker, once its shell has begun. */
    Optional<ProcessTable.Entry> process() {
        return line("process").flatMap(ProcessTable::parse);
    }

    /** The exit code, once the command has ended. */
    OptionalInt exitCode() {
        Optional<String> text = line("exit");
        try {
            return text.isPresent() ? OptionalInt.of(Integer.parseInt(text.get())) : OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    Optional<StopNote> stop() {
        try {
            return Optional.of(JSON.readValue(own.resolve("stop").toFile(), StopNote.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void writeStop(StopNote note) throws IOException {
        replace("stop", JSON.writeValueAsString(note));
    }

    /** Tells a shell that has not yet begun that it must not. */
    void writeVoid() throws IOException {
        Files.writeString(own.resolve("void"), "");
    }

    /** Deletes the private directory, links as links. */
    void delete() throws IOException {
        // Without the first note nobody takes a half-deleted directory for a worker.
        Files.deleteIfExists(own.resolve("spec.json"));
        if (Files.notExists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem) throws IOException {
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** A note of one line; one without its newline is still being written. */
    private Optional<String> line(String name) {
        Path file = own.resolve(name);
        try {
            if (Files.size(file) > MAX_NOTE) {
                return Optional.empty();
            }
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return text.endsWith("\n") ? Optional.of(text.strip()) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void replace(String name, String text) throws IOException {
        Path fresh = own.resolve(name + ".new");
        Files.writeString(fresh, text);
        Files.move(fresh, own.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
