package org.attune.tuner.api;

import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What takes longer than a request, and the backups among it. */
final class OperationRoutes {

    /** The name of a backup. */
    static final String BACKUP = "attune-[0-9]{8}T[0-9]{9}Z\\.zip";

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'attune-'yyyyMMdd'T'HHmmssSSS'Z.zip'").withZone(ZoneOffset.UTC);
    private static final Pattern FILE = Pattern.compile(BACKUP);

    private final Operations operations;
    private final Backups backups;
    private final Path folder;
    private final Pools pools;
    private final InstantSource clock;
    private final AtomicBoolean running = new AtomicBoolean();

    /** @param folder where backups are kept */
    OperationRoutes(Operations operations, Backups backups, Path folder, Pools pools, InstantSource clock) {
        this.operations = operations;
        this.backups = backups;
        this.folder = folder;
        this.pools = pools;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.of(GET, "/api/v1/operations", Access.READ, Set.of(), Route.Body.NONE, this::list),
                Route.of(
                        GET, "/api/v1/operations/{o}", Access.READ, Set.of("waitSeconds"), Route.Body.NONE, this::show),
                Route.of(POST, "/api/v1/operations/{o}:cancel", Access.ADMIN, Set.of(), Route.Body.JSON, this::cancel),
                Route.of(GET, "/api/v1/backups", Access.ADMIN, Set.of(), Route.Body.NONE, this::backups),
                Route.of(POST, "/api/v1/backups", Access.ADMIN, Set.of(), Route.Body.JSON, this::backup),
                Route.of(GET, "/api/v1/backups/{backup}", Access.ADMIN, Set.of(), Route.Body.NONE, this::download),
                Route.of(DELETE, "/api/v1/backups/{backup}", Access.ADMIN, Set.of(), Route.Body.NONE, this::remove));
    }

    private CompletionStage<Reply> list(Call call) {
        return CompletableFuture.completedFuture(Reply.json(200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("operations");
            for (Operations.Operation each : operations.all()) {
                Operations.write(json, each);
            }
            json.writeEndArray();
            json.writeEndObject();
        }));
    }

    private static Reply reply(int status, Operations.Operation operation) {
        Reply.Whole reply = Reply.json(status, json -> Operations.write(json, operation));
        return new Reply.Whole(
                status,
                reply.contentType(),
                reply.body(),
                status == 202 ? Map.of("Location", "/api/v1/operations/" + operation.id) : Map.of());
    }

    /** Says that something goes on as an operation. */
    static Reply accepted(Operations.Operation operation) {
        return reply(202, operation);
    }

    private CompletionStage<Reply> show(Call call) {
        Operations.Operation operation = operations.find(call.id("o"));
        long wait = call.queryWhole("waitSeconds", 0, 60, 0);
        if (wait == 0 || operation.done.isDone()) {
            return CompletableFuture.completedFuture(reply(200, operation));
        }
        CompletableFuture<Reply> later = new CompletableFuture<>();
        operation
                .done
                .copy()
                .orTimeout(wait, TimeUnit.SECONDS)
                .whenComplete((result, failure) -> later.complete(reply(200, operation)));
        return later;
    }

    private CompletionStage<Reply> cancel(Call call) {
        call.json(Set.of());
        Operations.Operation operation = operations.find(call.id("o"));
        if (!operation.done.isDone()) {
            if (!operation.cancellable) {
                throw new RequestProblem(
                        ProblemCode.WRONG_STATE, "operation " + operation.id + " cannot be undone any more");
            }
            operation.cancelled = true;
        }
        return CompletableFuture.completedFuture(reply(200, operation));
    }

    private CompletionStage<Reply> backup(Call call) {
        call.json(Set.of());
        if (!running.compareAndSet(false, true)) {
            throw new RequestProblem(ProblemCode.WRONG_STATE, "another backup is being made");
        }
        String name = NAME.format(clock.instant());
        Operations.Operation operation = operations.begin(
                "BACKUP",
                name,
                true,
                started -> pools.transfer(() -> {
                            backups.write(folder.resolve(name), started::wanted);
                            return "backups/" + name;
                        })
                        .whenComplete((done, failure) -> running.set(false)));
        return CompletableFuture.completedFuture(accepted(operation));
    }

    private CompletionStage<Reply> backups(Call call) {
        return pools.read(() -> {
            List<Path> files;
            if (Files.isDirectory(folder)) {
                try (Stream<Path> all = Files.list(folder)) {
                    files = all.filter(file ->
                                    FILE.matcher(file.getFileName().toString()).matches())
                            .sorted(java.util.Comparator.reverseOrder())
                            .toList();
                }
            } else {
                files = List.of();
            }
            return Reply.json(200, json -> {
                json.writeStartObject();
                json.writeArrayFieldStart("backups");
                for (Path file : files) {
                    json.writeStartObject();
                    json.writeStringField("name", "backups/" + file.getFileName());
                    json.writeNumberField("bytes", FileParts.size(file));
                    json.writeStringField(
                            "createTime",
                            Files.getLastModifiedTime(file).toInstant().toString());
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeEndObject();
            });
        });
    }

    private Path file(Call call) throws IOException {
        Path file = folder.resolve(call.id("backup"));
        if (!Files.isRegularFile(file)) {
            throw new RequestProblem(ProblemCode.NOT_FOUND, "there is no backup " + call.id("backup"));
        }
        return file;
    }

    private CompletionStage<Reply> download(Call call) {
        return pools.read(() -> {
            Path file = file(call);
            return Reply.file(
                    file,
                    "application/zip",
                    0,
                    Files.size(file),
                    Map.of("Content-Disposition", "attachment; filename=\"" + call.id("backup") + "\""));
        });
    }

    private CompletionStage<Reply> remove(Call call) {
        return pools.read(() -> {
            Files.deleteIfExists(file(call));
            return Reply.empty(204);
        });
    }
}
