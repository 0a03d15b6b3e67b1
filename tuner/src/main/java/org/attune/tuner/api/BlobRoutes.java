package org.attune.tuner.api;

import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.HEAD;
import static io.javalin.http.HandlerType.PUT;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Packed folders by their digest: clients bring them before they create a study, nodes fetch them. */
final class BlobRoutes {

    private static final String PATH = "/api/v1/blobs/{sha256}";
    private static final String BYTES = "application/octet-stream";

    private final Blobs blobs;
    private final Pools pools;

    BlobRoutes(Blobs blobs, Pools pools) {
        this.blobs = blobs;
        this.pools = pools;
    }

    List<Route> routes() {
        return List.of(
                Route.of(HEAD, PATH, Access.READ_OR_AGENT, Set.of(), Route.Body.NONE, this::get),
                Route.of(GET, PATH, Access.READ_OR_AGENT, Set.of(), Route.Body.NONE, this::get),
                Route.of(PUT, PATH, Access.WRITE, Set.of(), Route.Body.STREAM, this::put));
    }

    private CompletionStage<Reply> get(Call call) {
        String digest = call.id("sha256");
        return pools.read(() -> {
            Path file = blobs.path(digest);
            if (!Files.isRegularFile(file)) {
                throw new RequestProblem(ProblemCode.NOT_FOUND, "there is no blob " + digest);
            }
            return Reply.file(
                    file,
                    BYTES,
                    0,
                    Files.size(file),
                    Map.of("ETag", StudyRoutes.etag(digest), "Cache-Control", "private, immutable"));
        });
    }

    private CompletionStage<Reply> put(Call call) {
        String digest = call.id("sha256");
        if (call.announcedLength() > Blobs.MAX_BYTES) {
            throw Call.tooLarge(Blobs.MAX_BYTES);
        }
        return pools.transfer(() -> switch (blobs.put(digest, call.stream())) {
            case NEW -> Reply.empty(201);
            case KNOWN -> Reply.empty(200);
            case TOO_LARGE -> throw Call.tooLarge(Blobs.MAX_BYTES);
            case DIFFERS ->
                throw new RequestProblem(ProblemCode.DIGEST_MISMATCH, "the bytes do not have the digest " + digest);
        });
    }
}
