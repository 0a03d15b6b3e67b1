package org.attune.tuner.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Function;
import org.attune.runner.worker.AttemptId;
import org.attune.tuner.api.Tokens;
import org.attune.tuner.config.DataDirectory;

/** Writes each trial's token, good for that trial alone, into the trial's own folder, readable by its owner only. */
final class TrialTokens implements Function<AttemptId, Path> {

    private final DataDirectory directory;
    private final Tokens tokens;

    TrialTokens(DataDirectory directory, Tokens tokens) {
        this.directory = directory;
        this.tokens = tokens;
    }

    @Override
    public Path apply(AttemptId attempt) {
        return write(directory, attempt, tokens.forTrial(attempt.studyUid(), attempt.trial()));
    }

    /** Writes the token of a trial into the trial's folder, unless it is there. */
    static Path write(DataDirectory directory, AttemptId attempt, String token) {
        Path folder = directory.trial(attempt.studyUid(), attempt.trial());
        Path file = folder.resolve("token");
        try {
            Files.createDirectories(folder);
            try (SeekableByteChannel out = Files.newByteChannel(
                    file,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                out.write(ByteBuffer.wrap(token.getBytes(StandardCharsets.UTF_8)));
            }
        } catch (FileAlreadyExistsException e) {
            return file; // of an earlier attempt; the same trial always gets the same token
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the token of trial " + attempt + " cannot be written: " + e.getMessage(), e);
        }
        return file;
    }
}
