package org.attune.tuner.api;

import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.PUT;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.attune.tuner.store.StudyQueries;

/** What trials keep: listed, fetched in parts, and brought by whoever runs the trial. */
final class ArtifactRoutes {

    private static final String BASE = "/api/v1/studies/{s}/trials/{n}/artifacts";

    private final Path studies;
    private final StudyQueries queries;
    private final Pools pools;

    /** @param trials the directory that has {@code studies/UID/N/artifacts} */
    ArtifactRoutes(Path trials, StudyQueries queries, Pools pools) {
        this.studies = trials.resolve("studies");
        this.queries = queries;
        this.pools = pools;
    }

    List<Route> routes() {
        return List.of(
                Route.of(GET, BASE, Access.READ, Set.of(), Route.Body.NONE, this::list),
                Route.of(GET, BASE + "/{path}", Access.READ, Set.of(), Route.Body.NONE, this::get),
                Route.of(PUT, BASE + "/{path}", Access.TRIAL, Set.of(), Route.Body.STREAM, this::put));
    }

    private ArtifactFiles files(Call call) {
        Outcomes.found(queries.trial(call.study(), call.trial()), call.study(), call.trial());
        String uid =
                Outcomes.found(queries.study(call.study(), false), call.study()).uid();
        return new ArtifactFiles(
                studies.resolve(uid).resolve(Integer.toString(call.trial())).resolve("artifacts"));
    }

    private CompletionStage<Reply> list(Call call) {
        return pools.read(() -> {
            List<ArtifactFiles.Artifact> files = files(call).list();
            return Reply.json(200, json -> {
                json.writeStartObject();
                json.writeArrayFieldStart("artifacts");
                for (ArtifactFiles.Artifact file : files) {
                    json.writeStartObject();
                    json.writeStringField("path", file.path());
                    json.writeNumberField("bytes", file.bytes());
                    json.writeStringField(
                            "updateTime",
                            Instant.ofEpochMilli(file.modifiedMillis()).toString());
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeBooleanField("truncated", files.size() == ArtifactFiles.LISTED_MAX);
                json.writeEndObject();
            });
        });
    }

    private CompletionStage<Reply> get(Call call) {
        String path = call.id("path");
        return pools.read(() -> {
            Path file = files(call)
                    .find(path)
                    .orElseThrow(() -> new RequestProblem(
                            ProblemCode.NOT_FOUND,
                            "trial " + call.trial() + " of " + call.study() + " has no artifact " + path));
            return reply(call, path, file);
        });
    }

    private static Reply reply(Call call, String path, Path file) throws IOException {
        long size = Files.size(file);
        String tag = StudyRoutes.etag(
                size + "-" + Long.toHexString(Files.getLastModifiedTime(file).toMillis()));
        Map<String, String> headers =
                new HashMap<>(Map.of("ETag", tag, "Accept-Ranges", "bytes", "Cache-Control", "private, no-cache"));
        if (tag.equals(call.header("If-None-Match"))) {
            return new Reply.Whole(304, "", new byte[0], headers);
        }
        String type = ArtifactFiles.contentType(path);
        if (type.equals("application/octet-stream")) {
            headers.put("Content-Disposition", "attachment");
        }
        String condition = call.header("If-Range");
        Optional<ByteRange> range = condition == null || condition.equals(tag)
                ? ByteRange.read(call.header("Range"), size)
                : Optional.empty();
        if (range.isEmpty()) {
            return Reply.file(file, type, 0, size, headers);
        }
        ByteRange part = range.get();
        headers.put("Content-Range", part.of(size));
        return new Reply.Bytes(
                206, type, part.length(), out -> FileParts.copy(file, part.first(), part.length(), out), headers);
    }

    private CompletionStage<Reply> put(Call call) {
        if (call.announcedLength() > ArtifactFiles.MAX_BYTES) {
            throw Call.tooLarge(ArtifactFiles.MAX_BYTES);
        }
        String path = call.id("path");
        return pools.transfer(() -> Reply.empty(files(call).put(path, call.stream()) ? 201 : 200));
    }
}
