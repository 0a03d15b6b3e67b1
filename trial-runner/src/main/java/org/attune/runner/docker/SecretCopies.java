package org.attune.runner.docker;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.attune.runner.worker.ContainerTemplate;
import org.attune.runner.worker.WorkerSpec;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of one worker: copies in memory that only the container's user can read, for as long as the worker is there.
 * No label, environment, log or answer of the API carries them.
 */
final class SecretCopies {

    static final String TOKEN = ".token";

    private static final long MAX_BYTES = 1 << 20;

    private SecretCopies() {}

    /**
     * Copies what the worker may read.
     *
     * @param folder of this worker, in memory
     * @throws IllegalArgumentException when the node has no such secret; the message names it
     */
    static void make(WorkerSpec spec, ContainerTemplate container, DockerSettings settings, Path folder, boolean token)
            throws IOException {
        @Nullable Path tokenFile = token ? spec.tokenFile() : null;
        if (container.secrets().isEmpty() && tokenFile == null) {
            return;
        }
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        for (ContainerTemplate.Secret secret : container.secrets()) {
            if (!secret.name().matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")) {
                throw new IllegalArgumentException("\"" + secret.name() + "\" is not the name of a secret");
            }
            Path source = settings.secretsDirectory().resolve(secret.name());
            if (!Files.isRegularFile(source, LinkOption.NOFOLLOW_LINKS)) {
                throw new IllegalArgumentException("the secret " + secret.name() + " is not in " + source.getParent()
                        + " of node " + settings.node());
            }
            copy(source, folder.resolve(secret.name()), settings);
        }
        if (tokenFile != null && Files.exists(tokenFile)) {
            copy(tokenFile, folder.resolve(TOKEN), settings);
        }
    }

    private static void copy(Path source, Path target, DockerSettings settings) throws IOException {
        if (Files.size(source) > MAX_BYTES) {
            throw new IllegalArgumentException("a secret has at most 1 MiB: " + source);
        }
        try {
            Files.createFile(
                    target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            Files.delete(target);
            Files.createFile(
                    target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.write(target, Files.readAllBytes(source));
        Ownership.give(target, settings);
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("r--------"));
    }

    /** Deletes the copies. */
    static void delete(Path folder) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            try (var files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }
}
