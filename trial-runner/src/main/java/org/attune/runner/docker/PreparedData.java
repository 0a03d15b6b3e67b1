package org.attune.runner.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.attune.runner.files.Folders;
import org.attune.runner.logs.LogFiles;
import org.attune.runner.worker.ContainerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Data that a container of its own makes once. It writes into a fresh folder; when it ends well the folder is sealed and
 * takes its name, the content address of all that it depends on. So a folder of that name is complete, and whoever needs
 * the same data later finds it. Blocks; safe for any number of threads.
 */
final class PreparedData {

    private static final Logger LOG = LoggerFactory.getLogger(PreparedData.class);
    private static final long LOOK_MILLIS = 100;
    private static final int LAST_LINES = 10;

    private final Engine engine;
    private final DockerSettings settings;
    private final ConcurrentHashMap<String, CompletableFuture<Void>> running = new ConcurrentHashMap<>();

    PreparedData(Engine engine, DockerSettings settings) {
        this.engine = engine;
        this.settings = settings;
    }

    /** Whether a container of this name makes data just now. */
    boolean isRunning(String key) {
        return running.containsKey(key);
    }

    /** Where the data of a key is or will be. */
    static Path folder(DockerSettings settings, String key) {
        if (!key.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("not the key of prepared data: \"" + key + "\"");
        }
        return settings.preparedDirectory().resolve(key);
    }

    /**
     * Makes the data unless it is there; those who come meanwhile wait.
     *
     * @return whether it was made just now
     * @throws BuildFailure when its container failed, with its last lines
     * @throws IOException when it could not be run
     */
    boolean ensure(ContainerTemplate container, ContainerTemplate.Prepared prepared) throws IOException {
        Path folder = folder(settings, prepared.key());
        if (Files.isDirectory(folder)) {
            Files.setLastModifiedTime(
                    folder,
                    java.nio.file.attribute.FileTime.from(settings.clock().instant()));
            return false;
        }
        CompletableFuture<Void> mine = new CompletableFuture<>();
        @Nullable CompletableFuture<Void> theirs = running.putIfAbsent(prepared.key(), mine);
        if (theirs != null) {
            await(theirs);
            return true;
        }
        try {
            if (!Files.isDirectory(folder)) {
                make(container, prepared, folder);
            }
            mine.complete(null);
            return true;
        } catch (IOException | RuntimeException e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            running.remove(prepared.key(), mine);
        }
    }

    private static void await(CompletableFuture<Void> theirs) throws IOException {
        try {
            theirs.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while data was prepared", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BuildFailure failure) {
                throw failure;
            }
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
    }

    private void make(ContainerTemplate container, ContainerTemplate.Prepared prepared, Path folder)
            throws IOException {
        Files.createDirectories(settings.preparedDirectory());
        Path fresh = Files.createTempDirectory(settings.preparedDirectory(), ".making-");
        String name = "attune-prepare-" + prepared.key().substring(0, 16) + "-" + settings.owner();
        try {
            Path data = Files.createDirectory(fresh.resolve("data"));
            Ownership.give(data, settings);
            ObjectNode body = ContainerPlan.prepare(settings, container, prepared, data);
            engine.delete("/containers/" + name + "?force=1&v=1");
            engine.post("/containers/create?name=" + name, body);
            LOG.info("preparing data {} with the image {}", prepared.key().substring(0, 16), prepared.image());
            run(name, prepared, fresh);
            seal(data);
            Files.move(data, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            engine.delete("/containers/" + name + "?force=1&v=1");
            Folders.delete(fresh);
        }
    }

    private void run(String name, ContainerTemplate.Prepared prepared, Path fresh) throws IOException {
        Path out = settings.preparedDirectory().resolve(prepared.key() + ".out");
        Path err = settings.preparedDirectory().resolve(prepared.key() + ".err");
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
        try {
            engine.post("/containers/" + name + "/start", null);
        } catch (EngineException e) {
            if (e.status() == 400) {
                throw new BuildFailure(0, "the step that prepares data could not be started: " + e.getMessage());
            }
            throw e;
        }
        try (ContainerLogs logs = new ContainerLogs(engine, name, out, err, fresh.resolve("cursor"))) {
            JsonNode state = await(name, logs);
            logs.complete();
            logs.closeFiles();
            int code = state.path("ExitCode").asInt();
            if (code != 0 || state.path("OOMKilled").asBoolean()) {
                List<String> errors = LogFiles.tail(err, LAST_LINES);
                List<String> last = errors.isEmpty() ? LogFiles.tail(out, LAST_LINES) : errors;
                String why = state.path("OOMKilled").asBoolean()
                        ? "went over its memory limit"
                        : "ended with exit code " + code;
                throw new BuildFailure(
                        0,
                        "the step that prepares data " + why + (last.isEmpty() ? "" : ":\n" + String.join("\n", last)));
            }
        }
    }

    /** Copies its output until it has ended. */
    private JsonNode await(String name, ContainerLogs logs) throws IOException {
        while (true) {
            try {
                logs.follow();
            } catch (EngineException e) {
                if (!e.unanswered()) {
                    throw e;
                }
            } catch (IOException e) {
                LOG.debug("the log of {} broke off: {}", name, e.toString());
            }
            JsonNode state = engine.get("/containers/" + name + "/json").path("State");
            String status = state.path("Status").asText();
            if (status.equals("exited") || status.equals("dead")) {
                return state;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while data was prepared", e);
            }
        }
    }

    /** Nobody writes to it any more, and everybody on the node may read it. */
    private static void seal(Path data) throws IOException {
        Set<PosixFilePermission> folders = PosixFilePermissions.fromString("r-xr-xr-x");
        Set<PosixFilePermission> files = PosixFilePermissions.fromString("r--r--r--");
        Files.walkFileTree(data, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()) {
                    boolean runs = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)
                            .contains(PosixFilePermission.OWNER_EXECUTE);
                    Files.setPosixFilePermissions(file, runs ? folders : files);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem) throws IOException {
                if (!folder.equals(data)) {
                    Files.setPosixFilePermissions(folder, folders);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        // The folder itself stays its owner's, so that it can be renamed and one day deleted.
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
