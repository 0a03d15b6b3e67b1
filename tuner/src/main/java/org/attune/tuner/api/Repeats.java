package org.attune.tuner.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.attune.tuner.store.ReplyStore;

/**
 * Answers a request that is said to be a repetition ({@code Idempotency-Key}) as it was answered the first time, for 24
 * hours. The answer is kept behind its effect, and told once it is kept: in between a server may end, and a repetition then
 * does again what it says, which for all calls but adding is the same once more. Those that add take a {@code requestId},
 * which is stored together with what it adds.
 */
final class Repeats {

    static final String HEADER = "Idempotency-Key";

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,128}");
    private static final int KEPT_BYTES = 256 << 10;

    private final ReplyStore store;
    private final Pools pools;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    Repeats(ReplyStore store, Pools pools) {
        this.store = store;
        this.pools = pools;
    }

    /** Whether the answers of a route may be kept: it changes something, and answers with no secret. */
    static boolean applies(Route route) {
        boolean changes = route.body() == Route.Body.JSON
                || route.body() == Route.Body.SPEC
                || route.method().equals(io.javalin.http.HandlerType.DELETE);
        return changes
                && (route.access() == Access.WRITE || route.access() == Access.TRIAL || route.access() == Access.ADMIN)
                && !route.path().contains("/tokens")
                && !route.path().contains("/session");
    }

    /** Answers as before, or by this handling. */
    CompletionStage<? extends Reply> answer(
            Call call, Route route, Supplier<CompletionStage<? extends Reply>> handling) {
        String key = call.header(HEADER);
        if (key == null || !applies(route)) {
            return handling.get();
        }
        if (!KEY.matcher(key).matches()) {
            throw new RequestProblem(
                    ProblemCode.BAD_REQUEST,
                    "the header " + HEADER + " is no key (expected: 1 to 128 printable characters without blanks)");
        }
        String caller = call.caller().id();
        String digest = digest(call, route);
        String request = caller + " " + key;
        if (!underWay.add(request)) {
            throw new RequestProblem(Problem.unavailable("the same request is under way"));
        }
        return pools.read(() -> store.find(caller, key))
                .thenCompose(kept -> kept.isPresent()
                        ? CompletableFuture.completedFuture(again(kept.get(), digest))
                        : fresh(caller, key, digest, handling))
                .whenComplete((reply, failure) -> underWay.remove(request));
    }

    private static Reply again(ReplyStore.Kept kept, String digest) {
        if (!kept.digest().equals(digest)) {
            throw new RequestProblem(
                    ProblemCode.BAD_REQUEST, "this " + HEADER + " was used for another request (expected: a new one)");
        }
        Map<String, String> headers = new HashMap<>(Map.of("Idempotency-Replayed", "true"));
        kept.headers().lines().forEach(line -> {
            int colon = line.indexOf(": ");
            headers.put(line.substring(0, colon), line.substring(colon + 2));
        });
        return new Reply.Whole(kept.status(), kept.contentType(), kept.body(), headers);
    }

    private CompletionStage<Reply> fresh(
            String caller, String key, String digest, Supplier<CompletionStage<? extends Reply>> handling) {
        return handling.get().thenCompose(reply -> {
            boolean kept = reply instanceof Reply.Whole
                    && reply.status() < 300
                    && ((Reply.Whole) reply).body().length <= KEPT_BYTES;
            if (!kept) {
                return CompletableFuture.completedFuture(reply);
            }
            Reply.Whole whole = (Reply.Whole) reply;
            return store.keep(
                            caller,
                            key,
                            new ReplyStore.Kept(
                                    digest, whole.status(), whole.contentType(), headers(whole), whole.body()))
                    .thenApply(done -> reply);
        });
    }

    private static String headers(Reply.Whole reply) {
        StringBuilder lines = new StringBuilder();
        for (String name : List.of("Location", "ETag")) {
            String value = reply.headers().get(name);
            if (value != null) {
                lines.append(name).append(": ").append(value).append('\n');
            }
        }
        return lines.toString();
    }

    private static String digest(Call call, Route route) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update((route.method().name() + " " + call.target() + "\n").getBytes(StandardCharsets.UTF_8));
            if (route.body() != Route.Body.NONE) {
                sha.update(call.body());
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
