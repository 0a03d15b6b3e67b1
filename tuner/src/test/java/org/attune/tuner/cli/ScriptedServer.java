package org.attune.tuner.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that answers each request with what a test wrote down for it, the last answer again and again. */
final class ScriptedServer implements AutoCloseable {

    /** What came in. */
    record Request(String method, String path, String type, String authorization, String body) {
        String line() {
            return method + " " + path;
        }
    }

    private record Answer(int status, String type, byte[] body, Map<String, String> headers) {}

    final List<Request> requests = new CopyOnWriteArrayList<>();

    static {
        // it writes head and body apart, which would cost 40 ms an answer
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final Map<String, Deque<Answer>> answers = new LinkedHashMap<>();
    private final HttpServer http;

    ScriptedServer() {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.createContext("/", this::answer);
        http.start();
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** Answers {@code GET studies/x}, with any query, or {@code PUT blobs/*} with this JSON. */
    ScriptedServer on(String request, String json) {
        return on(request, 200, json);
    }

    ScriptedServer on(String request, int status, String json) {
        String type = status < 400 ? "application/json" : "application/problem+json";
        return on(request, status, type, json.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    synchronized ScriptedServer on(String request, int status, String type, byte[] body, Map<String, String> headers) {
        answers.computeIfAbsent(request, key -> new ArrayDeque<>()).add(new Answer(status, type, body, headers));
        return this;
    }

    /** A problem document. */
    ScriptedServer problem(String request, int status, String code, String detail) {
        return on(
                request,
                status,
                "{\"status\":" + status + ",\"code\":\"" + code + "\",\"detail\":\"" + detail
                        + "\",\"requestId\":\"req-7\"}");
    }

    List<String> lines() {
        return requests.stream().map(Request::line).toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString().replaceFirst("^/api/v1/", "");
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        Request request = new Request(
                exchange.getRequestMethod(),
                path,
                String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")),
                authorization == null ? "" : authorization,
                body);
        requests.add(request);
        Answer answer = next(request.line());
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        boolean head = request.method().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), head || answer.body().length == 0 ? -1 : answer.body().length);
        if (!head) {
            exchange.getResponseBody().write(answer.body());
        }
        exchange.close();
    }

    private synchronized Answer next(String line) {
        Deque<Answer> exact = answers.get(line);
        int query = line.indexOf('?');
        if (exact == null && query > 0) {
            exact = answers.get(line.substring(0, query));
        }
        if (exact == null) {
            String folder = line.substring(0, line.lastIndexOf('/') + 1);
            exact = answers.get(folder + "*");
        }
        if (exact == null) {
            String json = "{\"code\":\"NOT_FOUND\",\"detail\":\"nothing was written down for " + line.replace('"', ' ')
                    + "\"}";
            return new Answer(404, "application/problem+json", json.getBytes(StandardCharsets.UTF_8), Map.of());
        }
        return exact.size() > 1 ? exact.remove() : exact.element();
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
