package org.attune.tuner.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.attune.tuner.cli.CliFailure;
import org.attune.tuner.cli.ExitCode;

/** Reads the token that a node shows to its server. */
final class ServerToken {

    private static final long LENGTH_MAX = 4096;

    private ServerToken() {}

    static String read(Path file) {
        try {
            if (Files.size(file) > LENGTH_MAX) {
                throw new CliFailure(ExitCode.FORBIDDEN, file + " is too long to be a token");
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CliFailure(ExitCode.FORBIDDEN, "the token file " + file + " cannot be read: " + e.getMessage());
        }
    }
}
