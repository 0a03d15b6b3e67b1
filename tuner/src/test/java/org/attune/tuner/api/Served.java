package org.attune.tuner.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.attune.tuner.config.DataDirectory;
import org.attune.tuner.control.Answer;

/** A server on a free port over studies in memory, and a client of it whose every answer is judged by the contract. */
final class Served extends RestCalls {

    static final String VERSION = "0.1.0-test";

    final MemoryStudies studies = new MemoryStudies();
    final DataDirectory data;
    final Tokens tokens;
    final RestServer server;
    final String url;

    Served(Path folder) {
        try {
            data = DataDirectory.at(folder);
            tokens = Tokens.open(data);
            server = RestServer.start(
                    RestSettings.local(0, VERSION, data).with(new RateLimits(1e6, 1_000_000, 1e6)),
                    studies,
                    studies.queries,
                    tokens,
                    new MemoryTokens(),
                    new Door(),
                    (into, wanted) -> java.nio.file.Files.writeString(into, "a backup"),
                    InstantSource.system());
            url = server.url();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static final class Door implements ClusterDoor {
        @Override
        public CompletionStage<Answer<Seat>> join(String name, String version) {
            Answer<Seat> answer = version.equals(VERSION)
                    ? new Answer.Ok<>(
                            new Seat("attune", List.of("127.0.0.1:7355"), name.isEmpty() ? "node-1" : name, Map.of()))
                    : Answer.Refused.of(Answer.Code.WRONG_STATE, "the server is " + VERSION + ", the node " + version);
            return CompletableFuture.completedFuture(answer);
        }

        @Override
        public String clusterName() {
            return "attune";
        }
    }

    @Override
    String url() {
        return url;
    }

    @Override
    String admin() {
        return tokens.admin();
    }

    @Override
    public void close() {
        server.close();
    }
}
