package org.attune.cluster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.attune.cluster.schedule.Ticker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(30)
final class LogUploaderTest {

    @TempDir
    Path directory;

    private final Map<String, String> stored = new ConcurrentHashMap<>();
    private final AtomicInteger failures = new AtomicInteger();
    private HttpServer server;
    private ServerAccess access;

    @BeforeEach
    void serve() throws IOException {
        Path token = directory.resolve("token");
        Files.writeString(token, "secret\n");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/logs/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String name = exchange.getRequestURI().getPath();
            int offset = Integer.parseInt(exchange.getRequestURI().getQuery().substring("offset=".length()));
            String before = stored.getOrDefault(name, "");
            int status = 204;
            if (!"Bearer secret".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                status = 401;
            } else if (failures.getAndDecrement() > 0) {
                status = 503;
            } else if (offset != before.length()) {
                exchange.getResponseHeaders().set("X-Next-Offset", String.valueOf(before.length()));
                status = 409;
            } else {
                stored.put(name, before + new String(body, StandardCharsets.UTF_8));
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        access = new ServerAccess(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), token);
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    private void awaitStored(String name, String content) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .until(() -> content.equals(stored.get("/api/v1/logs/" + name)));
    }

    @Test
    void what_an_agent_before_left_is_continued_where_the_server_stands() throws IOException {
        Path log = directory.resolve("logs/abc/7/a1/r0.out");
        Files.createDirectories(log.getParent());
        Files.writeString(log, "one\ntwo\n");
        stored.put("/api/v1/logs/abc/7/1/0.out", "one\n");
        failures.set(1);

        try (LogUploader uploader =
                new LogUploader(access, directory.resolve("logs"), Ticker.SYSTEM, InstantSource.system())) {
            awaitStored("abc/7/1/0.out", "one\ntwo\n");
            assertThat(uploader).isNotNull();
        }
    }

    @Test
    void a_log_is_followed_while_it_grows() throws IOException {
        Path log = directory.resolve("logs/abc/7/a2/r1.err");
        Files.createDirectories(log.getParent());
        Files.writeString(log, "one\n");
        try (LogUploader uploader =
                new LogUploader(access, directory.resolve("logs"), Ticker.SYSTEM, InstantSource.system())) {
            uploader.follow(log);
            awaitStored("abc/7/2/1.err", "one\n");
            Files.writeString(log, "two\n", StandardOpenOption.APPEND);
            awaitStored("abc/7/2/1.err", "one\ntwo\n");
        }
    }
}
