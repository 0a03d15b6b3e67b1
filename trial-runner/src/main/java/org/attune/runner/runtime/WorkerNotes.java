package org.attune.runner.runtime;

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
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.attune.runner.files.Folders;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.WorkerSpec;
import org.jspecify.annotations.Nullable;

/**
 * The notes of one worker, by which the next agent knows it: {@code spec.json} before the start, {@code process} and
 * {@code exit} by the shell around the command, {@code stop} when it was asked to end, {@code void} when an agent gave up
 * on its start. A process has them in {@code .attune/} of its private directory; those of a container stand beside that
 * directory, where nothing in the container can reach them.
 */
public final class WorkerNotes {

    private static final String BESIDE = ".notes";

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    /** A time as a shell's {@code times} writes it. */
    private static final Pattern TIMES = Pattern.compile("(\\d{1,9})m(\\d{1,2}\\.\\d{1,9})s");

    private static final int MAX_NOTE = 4096;

    /** The first note. */
    public record Stored(int version, WorkerSpec spec, String bootId, long startedMillis) {}

    /** Why it was asked to end; {@code killAtMillis} is when the grace is over. */
    public record StopNote(FailureKind kind, String why, long killAtMillis) {}

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

    private WorkerNotes(Path directory, Path own) {
        this.directory = directory;
        this.own = own;
    }

    /** The notes of a process, inside of its private directory. */
    public static WorkerNotes inside(Path directory) {
        return new WorkerNotes(directory, directory.resolve(".attune"));
    }

    /** The notes of a container, beside its private directory. */
    public static WorkerNotes beside(Path directory) {
        return new WorkerNotes(directory, directory.resolveSibling(directory.getFileName() + BESIDE));
    }

    /** The notes of all containers whose private directories stand in this folder. */
    public static List<WorkerNotes> allBeside(Path workersDirectory) throws IOException {
        List<WorkerNotes> found = new ArrayList<>();
        if (Files.isDirectory(workersDirectory)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(workersDirectory, "*" + BESIDE)) {
                for (Path folder : folders) {
                    String name = folder.getFileName().toString();
                    String worker = name.substring(0, name.length() - BESIDE.length());
                    found.add(new WorkerNotes(folder.resolveSibling(worker), folder));
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        found.removeIf(notes -> !notes.exists());
        return found;
    }

    /** Where the notes stand. */
    public Path ownDirectory() {
        return own;
    }

    /** Makes the private directory with everything that the command finds in it. */
    public void prepare(WorkerSpec spec, String bootId, long startedMillis) throws IOException {
        prepare(spec, bootId, startedMillis, spec.filesDirectory());
    }

    /**
     * Makes the private directory with everything that the command finds in it.
     *
     * @param filesSeen where the command finds the study's files, which may be another path than here
     */
    public void prepare(WorkerSpec spec, String bootId, long startedMillis, @Nullable Path filesSeen)
            throws IOException {
        Files.createDirectories(own, PRIVATE_DIRECTORY);
        Files.createDirectories(spec.ownDirectory().resolve("hypertune"), PRIVATE_DIRECTORY);
        Files.createDirectories(spec.logDirectory());
        Files.createDirectories(spec.checkpointDirectory());
        Files.createDirectories(spec.artifactDirectory());
        Files.writeString(spec.paramsFile(), spec.template().paramsJson());
        if (spec.filesDirectory() != null && filesSeen != null) {
            link(spec.filesDirectory(), filesSeen);
        }
        Path params = directory.resolve("params.json");
        if (Files.notExists(params, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            Files.createSymbolicLink(params, Path.of(".attune/params.json"));
        }
        // Last and at once: a directory without this note holds no worker.
        replace("spec.json", JSON.writeValueAsString(new Stored(1, spec, bootId, startedMillis)));
    }

    private void link(Path files, Path seen) throws IOException {
        try (var entries = Files.newDirectoryStream(files)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (!name.equals(".attune")) {
                    Files.createSymbolicLink(directory.resolve(name), seen.resolve(name));
                }
            }
        }
    }

    /** Whether there is a worker. */
    public boolean exists() {
        return Files.exists(own.resolve("spec.json"));
    }

    /** What it was started with. */
    public Stored stored() throws IOException {
        return JSON.readValue(own.resolve("spec.json").toFile(), Stored.class);
    }

    /** The process that leads the worker, once its shell has begun: a line of {@code /proc/PID/stat}. */
    public Optional<String> process() {
        return line("process");
    }

    /** The exit code, once the command has ended. */
    public OptionalInt exitCode() {
        Optional<String> text = line("exit");
        try {
            return text.isPresent() ? OptionalInt.of(Integer.parseInt(text.get())) : OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    /** The processor time of the command and of all that it waited for, in seconds, once it has ended. */
    public OptionalDouble cpuSeconds() {
        Matcher times = TIMES.matcher(line("times").orElse(""));
        double seconds = 0;
        boolean any = false;
        while (times.find()) {
            any = true;
            seconds += Long.parseLong(times.group(1)) * 60 + Double.parseDouble(times.group(2));
        }
        return any ? OptionalDouble.of(seconds) : OptionalDouble.empty();
    }

    /** Why it was asked to end, if it was. */
    public Optional<StopNote> stop() {
        try {
            return Optional.of(JSON.readValue(own.resolve("stop").toFile(), StopNote.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Notes that it was asked to end. */
    public void writeStop(StopNote note) throws IOException {
        replace("stop", JSON.writeValueAsString(note));
    }

    /** Tells a shell that has not yet begun that it must not. */
    public void writeVoid() throws IOException {
        Files.writeString(own.resolve("void"), "");
    }

    /** Deletes the private directory, links as links. */
    public void delete() throws IOException {
        // Without the first note nobody takes a half-deleted directory for a worker.
        Files.deleteIfExists(own.resolve("spec.json"));
        Folders.delete(directory);
        Folders.delete(own);
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
