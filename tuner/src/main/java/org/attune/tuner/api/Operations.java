package org.attune.tuner.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Things that take longer than a request, as they stand. Kept in memory: a server that starts anew knows none of before,
 * since none of them goes on then. Safe for any thread.
 */
final class Operations {

    private static final int KEPT = 1_000;
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

    private final InstantSource clock;
    private final Supplier<byte[]> random;
    private final Map<String, Operation> known = new LinkedHashMap<>();

    /** One of them. Its stage completes with the result, a path of this API, or with what went wrong. */
    static final class Operation {
        final String id;
        final String kind;
        final String target;
        final Instant created;
        final boolean cancellable;
        final CompletableFuture<String> done = new CompletableFuture<>();
        volatile @Nullable Instant ended;
        volatile boolean cancelled;

        Operation(String id, String kind, String target, Instant created, boolean cancellable) {
            this.id = id;
            this.kind = kind;
            this.target = target;
            this.created = created;
            this.cancellable = cancellable;
        }

        boolean wanted() {
            return !cancelled;
        }
    }

    /** @param random gives 5 bytes for an id */
    Operations(InstantSource clock, Supplier<byte[]> random) {
        this.clock = clock;
        this.random = random;
    }

    /**
     * Begins one.
     *
     * @param work gives its result: a path of this API, or an empty text
     */
    Operation begin(
            String kind, String target, boolean cancellable, Function<Operation, CompletionStage<String>> work) {
        Operation operation = new Operation(newId(), kind, target, clock.instant(), cancellable);
        synchronized (known) {
            if (known.size() >= KEPT) {
                Optional<String> over = known.values().stream()
                        .filter(each -> each.done.isDone())
                        .map(each -> each.id)
                        .findFirst();
                known.remove(over.orElseThrow(
                        () -> new RequestProblem(Problem.unavailable("too many operations are under way"))));
            }
            known.put(operation.id, operation);
        }
        CompletionStage<String> result;
        try {
            result = work.apply(operation);
        } catch (RuntimeException e) {
            result = CompletableFuture.failedFuture(e);
        }
        result.whenComplete((value, failure) -> {
            operation.ended = clock.instant();
            if (failure == null) {
                operation.done.complete(value);
            } else {
                operation.done.completeExceptionally(failure);
            }
        });
        return operation;
    }

    private String newId() {
        StringBuilder id = new StringBuilder();
        long bits = 0;
        for (byte each : random.get()) {
            bits = bits << 8 | each & 0xff;
        }
        for (int i = 0; i < 8; i++) {
            id.append(LETTERS.charAt((int) (bits >>> 5 * i) & 31));
        }
        return id.toString();
    }

    Operation find(String id) {
        synchronized (known) {
            Operation operation = known.get(id);
            if (operation == null) {
                throw new RequestProblem(
                        ProblemCode.NOT_FOUND, "there is no operation " + id + " since this server started");
            }
            return operation;
        }
    }

    /** Forgets one that ended within its request, which has told of it. */
    void forget(Operation operation) {
        synchronized (known) {
            known.remove(operation.id);
        }
    }

    /** The newest first. */
    List<Operation> all() {
        synchronized (known) {
            List<Operation> all = new ArrayList<>(known.values());
            java.util.Collections.reverse(all);
            return all;
        }
    }

    /** How one stands. */
    static void write(JsonGenerator json, Operation operation) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", "operations/" + operation.id);
        json.writeStringField("kind", operation.kind);
        json.writeStringField("target", operation.target);
        json.writeBooleanField("done", operation.done.isDone());
        json.writeBooleanField("cancellable", operation.cancellable && !operation.done.isDone());
        json.writeStringField("createTime", operation.created.toString());
        Instant ended = operation.ended;
        if (operation.done.isDone() && ended != null) {
            json.writeStringField("endTime", ended.toString());
            outcome(json, operation);
        }
        json.writeEndObject();
    }

    private static void outcome(JsonGenerator json, Operation operation) throws IOException {
        try {
            String result = operation.done.join();
            if (!result.isEmpty()) {
                json.writeStringField("result", result);
            }
        } catch (CompletionException e) {
            Throwable cause = e;
            while (cause instanceof CompletionException && cause.getCause() != null) {
                cause = cause.getCause();
            }
            boolean told = cause instanceof RequestProblem;
            json.writeObjectFieldStart("error");
            json.writeStringField(
                    "code",
                    (cause instanceof RequestProblem problem ? problem.problem().code() : ProblemCode.UNAVAILABLE)
                            .name());
            json.writeStringField(
                    "detail",
                    told
                            ? ((RequestProblem) cause).problem().detail()
                            : cause.getMessage() == null ? cause.toString() : cause.getMessage());
            json.writeEndObject();
        }
    }
}
