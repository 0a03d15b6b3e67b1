package org.attune.tuner.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.attune.tuner.store.BadPageToken;
import org.attune.tuner.store.OutcomeUnknown;
import org.attune.tuner.store.StoreBusy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leads a routed request through its checks to its handling, and writes the answer, whatever comes of it. */
final class Dispatch {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);
    private static final String CALLER = "org.attune.caller";
    private static final long DEADLINE_SECONDS = 120;
    private static final long STREAM_DEADLINE_SECONDS = 600;
    private static final long MAX_DRAIN = 2 * Blobs.MAX_BYTES;

    private final Gate gate;
    private final List<Route> routes;
    private final OwnTrials ownTrials;
    private final Pools pools;
    private final Executor writers;
    private final Meters meters;
    private final AuditLog audit;
    private final Repeats repeats;

    /** @param writers where answers are written that come later than the request */
    Dispatch(
            Gate gate,
            List<Route> routes,
            OwnTrials ownTrials,
            Pools pools,
            Executor writers,
            Meters meters,
            AuditLog audit,
            Repeats repeats) {
        this.repeats = repeats;
        this.gate = gate;
        this.meters = meters;
        this.audit = audit;
        this.routes = List.copyOf(routes);
        this.ownTrials = ownTrials;
        this.pools = pools;
        this.writers = writers;
    }

    /** Serves one request that the router gave to this route. */
    void serve(Route route, Context context) {
        long begin = System.nanoTime();
        CompletableFuture<? extends Reply> reply;
        try {
            reply = handle(route, context).toCompletableFuture();
        } catch (RuntimeException e) {
            reply = CompletableFuture.failedFuture(e);
        }
        Reply ready = reply.isDone() ? replyOf(context, reply) : null;
        if (ready instanceof Reply.Whole && !leavesBody(route, context, ready)) {
            write(context, ready);
            finished(route, context, begin);
            return;
        }
        CompletableFuture<? extends Reply> pending = ready == null ? reply : CompletableFuture.completedFuture(ready);
        long deadline = route.body() == Route.Body.STREAM ? STREAM_DEADLINE_SECONDS : DEADLINE_SECONDS;
        context.future(() -> pending.orTimeout(deadline, TimeUnit.SECONDS)
                .handleAsync((value, failure) -> value != null ? value : problem(context, failure), writers)
                .thenCompose(value -> leavesBody(route, context, value) ? drained(context, value) : now(value))
                .thenCompose(value -> writeLater(context, value))
                .whenComplete((done, failure) -> finished(route, context, begin)));
    }

    private void finished(Route route, Context context, long begin) {
        int status = context.statusCode();
        meters.count(route, status, System.nanoTime() - begin);
        boolean turnedAway = status == 401 || status == 403 || status == 429;
        boolean changes = !route.method().equals(HandlerType.GET)
                && !route.method().equals(HandlerType.HEAD)
                && route.access() != Access.TRIAL
                && route.access() != Access.AGENT
                && !route.path().endsWith(":validate");
        if (turnedAway || changes) {
            audit.write(
                    requestId(context),
                    context.req().getRemoteAddr(),
                    context.attribute(CALLER) instanceof Caller caller ? caller : Caller.NOBODY,
                    context.method().name(),
                    context.path(),
                    status);
        }
    }

    private static String requestId(Context context) {
        return context.attribute(FrontDoor.REQUEST_ID) instanceof String id ? id : "req-none";
    }

    private static CompletionStage<Reply> now(Reply value) {
        return CompletableFuture.completedFuture(value);
    }

    /** Whether the client may still be sending; it would see a broken connection instead of its answer. */
    private static boolean leavesBody(Route route, Context context, Reply reply) {
        boolean stranger = reply.status() == 401 || reply.status() == 403;
        return !stranger
                && (route.body() == Route.Body.STREAM || reply.status() == 413)
                && context.req().getContentLengthLong() != 0
                // who asks before it sends has been told not to
                && context.header("Expect") == null;
    }

    private CompletionStage<Reply> drained(Context context, Reply reply) {
        return pools.transfer(() -> {
                    InputStream in = context.req().getInputStream();
                    byte[] chunk = new byte[64 * 1024];
                    long left = MAX_DRAIN;
                    for (int read = in.read(chunk); read >= 0 && left > 0; read = in.read(chunk)) {
                        left -= read;
                    }
                    return reply;
                })
                .exceptionally(failure -> reply);
    }

    /** Answers a request that no route took. */
    void answerUnrouted(Context context) {
        try {
            unrouted(context);
        } catch (RequestProblem e) {
            fail(context, e);
        }
    }

    private void unrouted(Context context) {
        String path = context.path();
        List<Route> others = routes.stream().filter(r -> r.matches(path)).toList();
        if (others.isEmpty()) {
            throw new RequestProblem(ProblemCode.NOT_FOUND, "there is nothing at " + shorten(path));
        }
        String allowed = others.stream()
                .map(r -> r.method().equals(HandlerType.GET)
                        ? "GET, HEAD"
                        : r.method().name())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        throw new RequestProblem(new Problem(
                ProblemCode.METHOD_NOT_ALLOWED,
                context.method().name() + " is not for " + shorten(path) + " (allowed: " + allowed + ")",
                List.of(),
                Map.of("Allow", allowed)));
    }

    /** Writes the answer to a failure. */
    void fail(Context context, Throwable failure) {
        write(context, problem(context, failure));
    }

    private CompletionStage<? extends Reply> handle(Route route, Context context) {
        Caller caller = gate.admit(route, context);
        context.attribute(CALLER, caller);
        if (!route.matches(context.path())) {
            unrouted(context);
        }
        Call call = new Call(context, route, caller);
        checkMediaType(route, call);
        if (caller.own() == null || route.access() == Access.PUBLIC || route.access() == Access.ANY) {
            return repeats.answer(call, route, () -> route.handling().handle(call));
        }
        return ownTrials.permits(caller.own(), route, context).thenCompose(permitted -> {
            if (!permitted) {
                throw new RequestProblem(ProblemCode.FORBIDDEN, "this token is for " + caller.name() + " alone");
            }
            return repeats.answer(call, route, () -> route.handling().handle(call));
        });
    }

    private static void checkMediaType(Route route, Call call) {
        String type = call.mediaType();
        boolean fits = switch (route.body()) {
            case NONE, STREAM -> true;
            // a verb without a body needs no type
            case JSON -> type.equals("application/json") || (type.isEmpty() && call.announcedLength() <= 0);
            case SPEC -> type.equals("application/json") || SpecBody.YAML_TYPES.contains(type);
        };
        if (!fits) {
            throw new RequestProblem(
                    ProblemCode.UNSUPPORTED_MEDIA,
                    (type.isEmpty() ? "the body has no Content-Type" : shorten(type) + " is not read here")
                            + " (expected: application/json"
                            + (route.body() == Route.Body.SPEC ? " or application/yaml" : "") + ")");
        }
    }

    private Reply replyOf(Context context, CompletableFuture<? extends Reply> done) {
        try {
            return done.join();
        } catch (RuntimeException e) {
            return problem(context, e);
        }
    }

    private CompletionStage<?> writeLater(Context context, Reply reply) {
        if (reply instanceof Reply.Followed followed) {
            head(context, reply);
            return followed.tail().stream(context, pools);
        }
        if (reply instanceof Reply.Bytes bytes) {
            head(context, reply);
            context.res().setContentLengthLong(bytes.length());
            if (context.method().equals(HandlerType.HEAD)) {
                return CompletableFuture.completedFuture(null);
            }
            return pools.transfer(() -> {
                OutputStream out = context.res().getOutputStream();
                bytes.source().writeTo(out);
                out.flush();
                return bytes;
            });
        }
        if (reply instanceof Reply.Streamed streamed) {
            head(context, reply);
            if (context.method().equals(HandlerType.HEAD)) {
                return CompletableFuture.completedFuture(null);
            }
            boolean packed = Compression.fits(context, reply.contentType());
            if (packed) {
                Compression.mark(context);
            }
            return pools.transfer(() -> {
                try (OutputStream out = packed
                        ? Compression.onto(context.res().getOutputStream())
                        : context.res().getOutputStream()) {
                    streamed.source().writeTo(out);
                }
                return streamed;
            });
        }
        write(context, reply);
        return CompletableFuture.completedFuture(null);
    }

    private static void head(Context context, Reply reply) {
        context.status(reply.status());
        context.res().setContentType(reply.contentType());
        reply.headers().forEach((name, value) -> context.res().setHeader(name, value));
    }

    private static void write(Context context, Reply reply) {
        context.status(reply.status());
        boolean sends = context.req().getContentLengthLong() > 0 || context.header("Transfer-Encoding") != null;
        if ((reply.status() == 401 || reply.status() == 403) && sends) {
            // what a stranger sends is not read, so that this connection has no further use: the client must know
            context.res().setHeader("Connection", "close");
        }
        // JSON needs no charset, and the library would add one
        if (!reply.contentType().isEmpty()) {
            context.res().setContentType(reply.contentType());
        }
        reply.headers().forEach((name, value) -> context.res().setHeader(name, value));
        if (reply instanceof Reply.Whole whole && whole.body().length > 0) {
            boolean packed =
                    whole.body().length >= Compression.WORTH_BYTES && Compression.fits(context, whole.contentType());
            if (packed) {
                Compression.mark(context);
            }
            context.result(packed ? Compression.packed(whole.body()) : whole.body());
        }
    }

    private static Reply problem(Context context, @Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String requestId = requestId(context);
        return of(cause, context, requestId).reply(context.path(), requestId);
    }

    private static Problem of(@Nullable Throwable cause, Context context, String requestId) {
        if (cause instanceof RequestProblem known) {
            return known.problem();
        }
        if (cause instanceof BadPageToken bad) {
            return Problem.of(ProblemCode.FILTER_INVALID, "?pageToken: " + bad.getMessage());
        }
        if (cause instanceof StoreBusy) {
            return Problem.unavailable("the store takes nothing just now; nothing was changed");
        }
        if (cause instanceof OutcomeUnknown) {
            return Problem.unavailable(
                    "the store failed during the change: look whether it was made before repeating it");
        }
        if (cause instanceof TimeoutException) {
            return Problem.unavailable("no answer in time: look whether the change was made before repeating it");
        }
        if ((cause instanceof IOException && !(cause instanceof JsonProcessingException))
                || cause instanceof UncheckedIOException) {
            LOG.warn("{} {} {} failed: {}", requestId, context.method(), context.path(), String.valueOf(cause));
            return Problem.unavailable("the server's disk or the connection failed");
        }
        LOG.error("{} {} {} failed", requestId, context.method(), context.path(), cause);
        return Problem.of(ProblemCode.INTERNAL, "a defect of the server; its log has the cause under " + requestId);
    }

    private static String lower(String text) {
        return text.toLowerCase(java.util.Locale.ROOT);
    }

    private static String shorten(String text) {
        return text.length() > 128 ? text.substring(0, 128) + "…" : text;
    }
}
