package org.attune.tuner.api;

import io.javalin.http.Context;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.attune.tuner.store.TokenRow;

/**
 * Says who sends a request, and turns away who may not: a bearer token, or the cookie of a browser's session, which
 * counts only when the request comes from this server's own pages. Every caller has a bucket of requests.
 */
final class Gate {

    private static final String BEARER = "Bearer ";
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    private static final int FAILURE_BURST = 20;

    private final Tokens tokens;
    private final TokenTable table;
    private final Buckets requests;
    private final Buckets failures;
    private final String cookie;

    /** @param cookie name of the session's cookie */
    Gate(Tokens tokens, TokenTable table, RateLimits limits, String cookie, LongSupplier nanos) {
        this.tokens = tokens;
        this.table = table;
        this.requests = new Buckets(limits.perSecond(), limits.burst(), nanos);
        this.failures = new Buckets(limits.failuresPerSecond(), FAILURE_BURST, nanos);
        this.cookie = cookie;
    }

    /** Who sends it; fails when nobody may, or not this one, or not so often. */
    Caller admit(Route route, Context context) {
        if (route.access() == Access.PUBLIC) {
            return Caller.NOBODY;
        }
        Caller caller = caller(context);
        double wait = requests.take(caller.id());
        if (wait > 0) {
            throw limited("this token sends more than its share of requests", wait);
        }
        if (!route.access().admits(caller.scope())) {
            throw new RequestProblem(
                    ProblemCode.FORBIDDEN,
                    "the token's scope is " + lower(caller.scope().name()) + " (needed: "
                            + lower(route.access().name()).replace('_', ' ') + ")");
        }
        return caller;
    }

    private Caller caller(Context context) {
        String header = context.header("Authorization");
        if (header == null) {
            String session = context.cookie(cookie);
            if (session == null) {
                throw unauthenticated("a token is needed: send Authorization: Bearer TOKEN");
            }
            Caller caller = table.check(session, TokenTable.SESSION)
                    .map(Gate::of)
                    .orElseThrow(() -> failed(context, "the session is over: log in again"));
            requireOwnPage(context);
            return caller;
        }
        if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw failed(context, "the Authorization header is no bearer token (expected: Bearer TOKEN)");
        }
        return bearer(header.substring(BEARER.length()).strip())
                .orElseThrow(() -> failed(context, "this server does not know the token, or it has expired"));
    }

    /** Whose token this is. */
    Optional<Caller> bearer(String token) {
        Optional<Caller> known = tokens.check(token);
        return known.isPresent() ? known : table.check(token, TokenTable.TOKEN).map(Gate::of);
    }

    private static Caller of(TokenRow row) {
        return new Caller(row.id(), row.name(), Scope.valueOf(row.scope().toUpperCase(Locale.ROOT)), null);
    }

    /** Takes note of a caller that is nobody; fails with 429 instead when its address does that too often. */
    RequestProblem failed(Context context, String detail) {
        double wait = failures.take(context.req().getRemoteAddr());
        return wait > 0 ? limited("too many unknown tokens from this address", wait) : unauthenticated(detail);
    }

    /**
     * A cookie goes with every request that a browser makes, whoever asks it to. So what changes something must come
     * from a page of this server.
     */
    static void requireOwnPage(Context context) {
        if (SAFE.contains(context.method().name())) {
            return;
        }
        String site = context.header("Sec-Fetch-Site");
        if (site != null ? site.equals("same-origin") || site.equals("none") : sameOrigin(context)) {
            return;
        }
        throw new RequestProblem(
                ProblemCode.FORBIDDEN, "a session changes nothing at the word of another page; use a token instead");
    }

    private static boolean sameOrigin(Context context) {
        String origin = context.header("Origin");
        String host = context.header("Host");
        if (origin == null || host == null) {
            return false;
        }
        try {
            return host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static RequestProblem unauthenticated(String detail) {
        return new RequestProblem(new Problem(
                ProblemCode.UNAUTHENTICATED, detail, List.of(), Map.of("WWW-Authenticate", "Bearer realm=\"attune\"")));
    }

    private static RequestProblem limited(String detail, double seconds) {
        return new RequestProblem(new Problem(
                ProblemCode.RATE_LIMITED, detail, List.of(), Map.of("Retry-After", Long.toString(Math.max(1, (long)
                        Math.ceil(seconds))))));
    }

    String cookie() {
        return cookie;
    }

    private static String lower(String word) {
        return word.toLowerCase(Locale.ROOT);
    }
}
