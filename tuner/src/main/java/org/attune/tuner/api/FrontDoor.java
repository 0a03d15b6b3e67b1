package org.attune.tuner.api;

import java.io.EOFException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * What every request passes before it is routed: it gets an id, its host must be one of this server's (a page that
 * rebinds its
 * name to the loopback is turned away), encoded colons become colons, and there is a limit on the requests in flight.
 */
final class FrontDoor extends Handler.Wrapper {

    /** Attribute of a request with its id. */
    static final String REQUEST_ID = "org.attune.requestId";

    private static final int MAX_IN_FLIGHT = 4_000;
    private static final Pattern GIVEN_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]+]");

    private final Set<String> hostNames;
    private final String idPrefix;
    private final AtomicLong ids = new AtomicLong();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final EagerBody bodies = new EagerBody();
    private volatile boolean closing;

    /**
     * With the lower-case names of this server and what its request ids begin with, which should differ from start
     * to start.
     */
    FrontDoor(Set<String> hostNames, String idPrefix) {
        this.hostNames = Set.copyOf(hostNames);
        this.idPrefix = idPrefix;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String id = requestId(request);
        request.setAttribute(REQUEST_ID, id);
        HttpFields.Mutable headers = response.getHeaders();
        headers.put("X-Request-Id", id);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("X-Frame-Options", "DENY");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        // of an answer that is no page; the pages have one of their own
        headers.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        if (request.isSecure()) {
            headers.put("Strict-Transport-Security", "max-age=31536000");
        }
        if (closing) {
            headers.put(HttpHeader.CONNECTION, "close");
            return refuse(request, response, callback, Problem.unavailable("the server is ending"));
        }
        String host = request.getHttpURI().getHost();
        if (host != null && !known(host)) {
            return refuse(
                    request,
                    response,
                    callback,
                    Problem.of(
                            ProblemCode.FORBIDDEN,
                            "this server does not answer to the host name " + shorten(host)
                                    + " (expected: localhost, an address, or a name it was started with)"));
        }
        if (inFlight.incrementAndGet() > MAX_IN_FLIGHT) {
            inFlight.decrementAndGet();
            return refuse(
                    request,
                    response,
                    callback,
                    Problem.unavailable("more than " + MAX_IN_FLIGHT + " requests at once"));
        }
        Callback counted = Callback.from(callback, inFlight::decrementAndGet);
        if (EagerBody.fits(request)) {
            return handleWithBody(request, response, counted);
        }
        boolean handled = false;
        try {
            handled = super.handle(withPlainColons(asPatch(request)), response, counted);
        } finally {
            if (!handled) {
                inFlight.decrementAndGet();
            }
        }
        return handled;
    }

    private boolean handleWithBody(Request request, Response response, Callback callback) throws Exception {
        CompletableFuture<Request> whole = bodies.read(request);
        if (whole == null) {
            return refuse(request, response, callback, Problem.unavailable("too many bodies are on their way at once"));
        }
        if (whole.isDone()) {
            goOn(whole, request, response, callback);
        } else {
            whole.whenComplete(
                    (ready, failure) -> request.getContext().execute(() -> goOn(whole, request, response, callback)));
        }
        return true;
    }

    private void goOn(CompletableFuture<Request> whole, Request request, Response response, Callback callback) {
        try {
            if (whole.isCompletedExceptionally()) {
                refuse(request, response, callback, unread(whole, request));
            } else if (!super.handle(withPlainColons(asPatch(whole.join())), response, callback)) {
                Response.writeError(request, response, callback, 404);
            }
        } catch (Exception e) {
            Response.writeError(request, response, callback, e);
        }
    }

    private static Problem unread(CompletableFuture<Request> whole, Request request) {
        Throwable why = whole.handle((ready, failure) -> failure).join();
        Throwable root = why instanceof CompletionException && why.getCause() != null ? why.getCause() : why;
        // a body whose length was told is never longer; one that breaks off ends with an end of file
        return request.getLength() < 0 && !(root instanceof EOFException)
                ? Problem.of(ProblemCode.TOO_LARGE, "the body has more than " + RestServer.MAX_BODY + " bytes")
                : Problem.of(ProblemCode.BAD_REQUEST, "the body ended early");
    }

    /** From here on nothing new is let in. */
    void startClosing() {
        closing = true;
    }

    int inFlight() {
        return inFlight.get();
    }

    /** The id of a request, whatever it went through. */
    static String idOf(Request request) {
        return request.getAttribute(REQUEST_ID) instanceof String id ? id : "req-none";
    }

    /** Answers without routing. */
    static boolean refuse(Request request, Response response, Callback callback, Problem problem) {
        Reply.Whole reply = (Reply.Whole) problem.reply(Request.getPathInContext(request), idOf(request));
        response.setStatus(reply.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, reply.contentType());
        problem.headers().forEach(response.getHeaders()::put);
        Content.Sink.write(response, true, new String(reply.body(), java.nio.charset.StandardCharsets.UTF_8), callback);
        return true;
    }

    private String requestId(Request request) {
        String given = request.getHeaders().get("X-Request-Id");
        if (given != null && GIVEN_ID.matcher(given).matches()) {
            return given;
        }
        return idPrefix + Long.toString(ids.incrementAndGet(), 36);
    }

    private boolean known(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        // an address cannot be rebound, only a name can
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || ADDRESS.matcher(name).matches()
                || hostNames.contains(name);
    }

    /** Clients that cannot say PATCH say POST, and in a header what they mean. */
    private static Request asPatch(Request request) {
        if (!request.getMethod().equals("POST")
                || !"PATCH".equals(request.getHeaders().get("X-HTTP-Method-Override"))) {
            return request;
        }
        return new Request.Wrapper(request) {
            @Override
            public String getMethod() {
                return "PATCH";
            }
        };
    }

    private static Request withPlainColons(Request request) {
        HttpURI uri = request.getHttpURI();
        String path = uri.getPath();
        String plain = withPlainColons(path);
        if (plain == null || plain.equals(path)) {
            return request;
        }
        return Request.serveAs(request, HttpURI.build(uri, plain, uri.getParam(), uri.getQuery()));
    }

    private static @Nullable String withPlainColons(@Nullable String path) {
        if (path == null || path.indexOf('%') < 0) {
            return path;
        }
        return path.replace("%3A", ":").replace("%3a", ":");
    }

    private static String shorten(String text) {
        return text.length() > 64 ? text.substring(0, 64) + "…" : text;
    }
}
