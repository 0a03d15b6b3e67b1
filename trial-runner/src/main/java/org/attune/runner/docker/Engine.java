package org.attune.runner.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The thin port to one Docker engine: plain HTTP over docker-java's transport. Every call has a deadline of our own, for
 * the transport's does nothing on a Unix socket. Calls and streams have separate connections, so that logs which nobody
 * reads cannot hold up a stop. The version is negotiated anew after each lost connection. Safe for any number of threads.
 */
public final class Engine implements AutoCloseable {

    /** The deadline of a call that should be quick. */
    public static final Duration QUICK = Duration.ofSeconds(30);

    /** The newest version of the API that is spoken here. */
    private static final int[] NEWEST = {1, 44};

    private static final Path USUAL = Path.of("/var/run/docker.sock");
    private static final Path OWN = Path.of("/run/attune-engine/docker.sock");
    private static final int CONNECT_MILLIS = 2000;
    private static final long STALE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int CALLS_MAX = 32;
    private static final int STREAMS_MAX = 4096;
    private static final int ANSWER_MAX = 32 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI host;
    private @Nullable DockerHttpClient calls;
    private @Nullable DockerHttpClient streams;
    private boolean closed;
    private final ExecutorService threads;
    private volatile String prefix = "";

    private Engine(URI host) {
        this.host = host;
        this.threads = new ThreadPoolExecutor(
                0, CALLS_MAX + STREAMS_MAX, 20, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "attune-engine");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    private static DockerHttpClient client(URI host, int connections) {
        return new ZerodepDockerHttpClient.Builder()
                .dockerHost(host)
                .maxConnections(connections)
                .connectionTimeout(Duration.ofSeconds(5))
                .build();
    }

    /** Made when first needed: a machine without containers loads none of it. */
    private synchronized DockerHttpClient calls() throws EngineException {
        if (closed) {
            throw new EngineException(0, "the connection to " + host + " is closed", null);
        }
        DockerHttpClient client = calls;
        if (client == null) {
            client = client(host, CALLS_MAX);
            calls = client;
        }
        return client;
    }

    private synchronized DockerHttpClient streams() throws EngineException {
        if (closed) {
            throw new EngineException(0, "the connection to " + host + " is closed", null);
        }
        DockerHttpClient client = streams;
        if (client == null) {
            client = client(host, STREAMS_MAX);
            streams = client;
        }
        return client;
    }

    /** Whether nothing can answer: its socket is a file of this machine, and not there. */
    public boolean isAbsent() {
        return host.getScheme().equals("unix") && !Files.exists(Path.of(host.getPath()));
    }

    /** Whether somebody new is let in just now. An engine that stops still answers on connections that it has. */
    boolean accepts() {
        try {
            if (host.getScheme().equals("unix")) {
                try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                    return channel.connect(UnixDomainSocketAddress.of(host.getPath()));
                }
            }
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(host.getHost(), host.getPort()), CONNECT_MILLIS);
                return true;
            }
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    /**
     * The engine at an address; it is not asked anything yet.
     *
     * @param host such as {@code unix:///var/run/docker.sock} or {@code tcp://127.0.0.1:2375}
     * @throws IllegalArgumentException when the address is none
     */
    public static Engine at(String host) {
        URI uri = URI.create(host);
        String scheme = String.valueOf(uri.getScheme());
        if (!scheme.equals("unix") && !scheme.equals("tcp")) {
            throw new IllegalArgumentException(
                    "an engine is unix:///path/to/docker.sock or tcp://host:port, not \"" + host + "\"");
        }
        return new Engine(uri);
    }

    /**
     * The address that {@code DOCKER_HOST} names, or the usual one; where nothing is there, the one of an engine that
     * {@code scripts/engine.sh} has started.
     */
    public static String usualHost(Map<String, String> environment) {
        String named = environment.getOrDefault("DOCKER_HOST", "");
        if (!named.isBlank()) {
            return named;
        }
        return !Files.exists(USUAL) && Files.exists(OWN) ? "unix://" + OWN : "unix://" + USUAL;
    }

    /** Its address. */
    public String host() {
        return host.toString();
    }

    /** What it says about itself: version, CPUs, memory, storage. */
    public JsonNode info() throws EngineException {
        return call("GET", "/info", null, QUICK, ok());
    }

    /** Asks for a resource. */
    public JsonNode get(String path) throws EngineException {
        return call("GET", path, null, QUICK, ok());
    }

    /** Whether it has this image. */
    public boolean has(String image) throws EngineException {
        return call("GET", "/images/" + image + "/json", null, QUICK, status -> status < 300 || status == 404)
                .hasNonNull("Id");
    }

    /** Sends an order. */
    public JsonNode post(String path, @Nullable JsonNode body) throws EngineException {
        return call("POST", path, body, QUICK, ok());
    }

    /** Deletes; what is not there is deleted. */
    public void delete(String path) throws EngineException {
        call("DELETE", path, null, QUICK, status -> status < 300 || status == 404);
    }

    static IntPredicate ok() {
        // 304: it is so already
        return status -> status < 300 || status == 304;
    }

    /**
     * One call.
     *
     * @param path with its query, without the version
     * @param fine which statuses are an answer; any other is an exception
     * @return the JSON answered; a missing node when there is none
     */
    JsonNode call(String method, String path, @Nullable JsonNode body, Duration deadline, IntPredicate fine)
            throws EngineException {
        long begun = System.nanoTime();
        try {
            return once(method, path, body, deadline, fine);
        } catch (EngineException e) {
            // a connection of before the engine's restart; what is no order may be asked twice
            boolean stale = e.unanswered() && System.nanoTime() - begun < STALE_NANOS;
            if (!stale || method.equals("POST") || Thread.currentThread().isInterrupted() || !accepts()) {
                throw e;
            }
            return once(method, path, body, deadline, fine);
        }
    }

    private JsonNode once(String method, String path, @Nullable JsonNode body, Duration deadline, IntPredicate fine)
            throws EngineException {
        String versioned = versioned(path);
        return within(deadline, method + " " + path, () -> {
            DockerHttpClient.Request.Builder request = request(method, versioned);
            if (body != null) {
                request.putHeader("Content-Type", "application/json").bodyBytes(JSON.writeValueAsBytes(body));
            }
            try (DockerHttpClient.Response response = calls().execute(request.build())) {
                byte[] answer = response.getBody().readNBytes(ANSWER_MAX);
                return answer(response.getStatusCode(), answer, fine);
            }
        });
    }

    private static JsonNode answer(int status, byte[] body, IntPredicate fine) throws IOException {
        if (fine.test(status)) {
            return body.length == 0 || (body[0] != '{' && body[0] != '[')
                    ? MissingNode.getInstance()
                    : JSON.readTree(body);
        }
        throw new EngineException(status, message(body, status), null);
    }

    static String message(byte[] body, int status) {
        String text = new String(body, StandardCharsets.UTF_8).strip();
        try {
            String message = JSON.readTree(text).path("message").asText();
            text = message.isEmpty() ? text : message;
        } catch (IOException e) {
            // no JSON: the text itself is the message
        }
        return text.isEmpty() ? "status " + status : text;
    }

    /**
     * Opens a long answer. The caller closes it, which also ends a read that waits.
     *
     * @param body what is sent, or null
     * @param contentType of the body
     * @param deadline until the head of the answer is there; includes the sending of the body
     */
    public DockerHttpClient.Response open(
            String method, String path, @Nullable InputStream body, String contentType, Duration deadline)
            throws EngineException {
        String versioned = versioned(path);
        DockerHttpClient.Response response = within(deadline, method + " " + path, () -> {
            DockerHttpClient.Request.Builder request = request(method, versioned);
            if (body != null) {
                request.putHeader("Content-Type", contentType).body(body);
            }
            return streams().execute(request.build());
        });
        if (response.getStatusCode() >= 300) {
            try (response) {
                byte[] text = response.getBody().readNBytes(64 << 10);
                throw new EngineException(response.getStatusCode(), message(text, response.getStatusCode()), null);
            } catch (EngineException e) {
                throw e;
            } catch (IOException e) {
                throw new EngineException(response.getStatusCode(), String.valueOf(e.getMessage()), e);
            }
        }
        return response;
    }

    private static DockerHttpClient.Request.Builder request(String method, String path) {
        // The builder of the transport returns its parent's type from most methods, so this order is the one that
        // compiles.
        DockerHttpClient.Request.Builder request = DockerHttpClient.Request.builder();
        request.method(method).path(path);
        return request;
    }

    private String versioned(String path) throws EngineException {
        String known = prefix;
        if (known.isEmpty()) {
            known = negotiate();
            prefix = known;
        }
        return known + path;
    }

    /** The older of what both sides speak. */
    private String negotiate() throws EngineException {
        return within(QUICK, "GET /_ping", () -> {
            try (DockerHttpClient.Response response =
                    calls().execute(request("GET", "/_ping").build())) {
                String theirs = String.valueOf(response.getHeader("Api-Version"));
                byte[] body = response.getBody().readNBytes(4096);
                if (response.getStatusCode() >= 300) {
                    throw new EngineException(response.getStatusCode(), message(body, response.getStatusCode()), null);
                }
                return "/v" + older(theirs);
            }
        });
    }

    static String older(String theirs) throws EngineException {
        String[] parts = theirs.split("\\.", -1);
        if (parts.length != 2 || !parts[0].matches("\\d{1,4}") || !parts[1].matches("\\d{1,4}")) {
            throw new EngineException(0, "no Docker engine: it does not say its Api-Version", null);
        }
        int major = Integer.parseInt(parts[0]);
        int minor = Integer.parseInt(parts[1]);
        boolean newer = major > NEWEST[0] || (major == NEWEST[0] && minor > NEWEST[1]);
        return newer ? NEWEST[0] + "." + NEWEST[1] : major + "." + minor;
    }

    private <T> T within(Duration deadline, String what, Callable<T> work) throws EngineException {
        Future<T> future;
        try {
            future = threads.submit(work);
        } catch (RejectedExecutionException e) {
            throw new EngineException(0, "the connection to " + host + " is closed", e);
        }
        try {
            return future.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            future.cancel(true);
            prefix = "";
            throw new EngineException(
                    0,
                    "the Docker engine at " + host + " did not answer within " + deadline.toMillis() + " ms: " + what,
                    e);
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new EngineException(0, "interrupted: " + what, e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof EngineException known) {
                throw new EngineException(known.status(), String.valueOf(known.getMessage()), known);
            }
            prefix = "";
            throw new EngineException(0, "no Docker engine answers at " + host + ": " + deepest(e), e);
        }
    }

    private static String deepest(Throwable failure) {
        Throwable at = failure;
        while (at.getCause() != null && at.getCause() != at) {
            at = at.getCause();
        }
        String message = at.getMessage();
        return message == null || message.isBlank() ? at.getClass().getSimpleName() : message;
    }

    /** A text as part of a path or of a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Closes all connections; what waits ends with an exception. */
    @Override
    public void close() {
        threads.shutdownNow();
        synchronized (this) {
            closed = true;
            close(calls);
            close(streams);
        }
    }

    private static void close(@Nullable DockerHttpClient client) {
        if (client != null) {
            try {
                client.close();
            } catch (IOException e) {
                // nothing is left to be done with it
            }
        }
    }
}
