package org.attune.tuner.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Function;
import org.attune.cluster.agent.ServerAccess;
import org.attune.runner.worker.AttemptId;
import org.attune.tuner.config.DataDirectory;

/** Fetches each trial's own token from a server on another machine, into a file that its owner alone can read. */
final class FetchedTokens implements Function<AttemptId, Path> {

    private final DataDirectory directory;
    private final ServerAccess server;

    FetchedTokens(DataDirectory directory, ServerAccess server) {
        this.directory = directory;
        this.server = server;
    }

    @Override
    public Path apply(AttemptId attempt) {
        try {
            return TrialTokens.write(directory, attempt, server.trialToken(attempt));
        } catch (IOException e) {
            throw new UncheckedIOException("the token of trial " + attempt + " cannot be had: " + e.getMessage(), e);
        }
    }
}
