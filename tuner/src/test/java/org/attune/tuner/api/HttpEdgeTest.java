package org.attune.tuner.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.attune.tuner.api.RestCalls.Got;
import org.attune.tuner.config.DataDirectory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Paths, methods, hosts, bodies and connections that are not as they should be. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HttpEdgeTest {

    @TempDir
    static Path folder;

    private static Served served;

    @BeforeAll
    static void start() {
        served = new Served(folder);
        served.create("edge", 3);
        served.post("/api/v1/studies/edge/trials:suggest", "{\"count\": 3}");
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    /** Sends bytes as they are and reads until the server closes. */
    private static String raw(String request) throws IOException {
        URI uri = URI.create(served.url);
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String rawGet(String path, String host) throws IOException {
        return raw("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\nAuthorization: Bearer "
                + served.tokens.admin() + "\r\n\r\n");
    }

    @Test
    void an_unknown_path_is_404_and_a_known_one_with_another_method_405() {
        assertThat(served.get("/api/v1/nothing").code()).isEqualTo("NOT_FOUND");
        assertThat(served.get("/api/v2/studies").code()).isEqualTo("NOT_FOUND");
        Got put = served.send("PUT", "/api/v1/studies", null, null, served.tokens.admin());
        assertThat(put.code()).isEqualTo("METHOD_NOT_ALLOWED");
        assertThat(put.header("Allow")).isEqualTo("GET, HEAD, POST");
        Got get = served.get("/api/v1/studies/edge/trials/1:report");
        assertThat(get.code()).isEqualTo("METHOD_NOT_ALLOWED");
        assertThat(get.header("Allow")).isEqualTo("POST");
        assertThat(served.send("PATCH", "/api/v1/studies/edge/trials", null, null, served.tokens.admin())
                        .code())
                .isEqualTo("METHOD_NOT_ALLOWED");
        assertThat(served.send("OPTIONS", "/api/v1/studies/edge", null, null, served.tokens.admin())
                        .status())
                .isEqualTo(405);
    }

    @Test
    void ids_that_are_none_lead_nowhere() {
        for (String path : new String[] {
            "/api/v1/studies/UPPER",
            "/api/v1/studies/-a",
            "/api/v1/studies/a%2Fb",
            "/api/v1/studies/..%2f..%2fetc",
            "/api/v1/studies/" + "a".repeat(64),
            "/api/v1/studies/edge/trials/0",
            "/api/v1/studies/edge/trials/01",
            "/api/v1/studies/edge/trials/1x",
            "/api/v1/studies/edge/trials/12345678901",
            "/api/v1/blobs/" + "A".repeat(64),
            "/docs/errors/..%2fx"
        }) {
            assertThat(served.get(path).status()).as(path).isIn(400, 404);
        }
        assertThat(served.post("/api/v1/studies/edge:nope", "{}").code()).isEqualTo("NOT_FOUND");
        assertThat(served.post("/api/v1/studies/edge/trials/1:nope", "{}").code())
                .isEqualTo("NOT_FOUND");
    }

    @Test
    void encoded_colons_are_colons() {
        assertThat(served.post("/api/v1/studies/edge/trials/1%3Areport", "{\"step\": 1, \"metrics\": {\"loss\": 1}}")
                        .status())
                .isEqualTo(200);
        assertThat(served.get("/api/v1/studies/edge/trials%3abest?count=2").status())
                .isEqualTo(200);
    }

    @Test
    void head_answers_like_get_without_a_body() {
        assertThat(served.send("HEAD", "/api/v1/studies/edge", null, null, served.tokens.admin())
                        .status())
                .isEqualTo(200);
        assertThat(served.send("HEAD", "/api/v1/studies/none", null, null, served.tokens.admin())
                        .status())
                .isEqualTo(404);
        assertThat(served.send("HEAD", "/api/v1/studies/edge", null, null, null).status())
                .isEqualTo(401);
    }

    @Test
    void another_hosts_name_is_turned_away() throws IOException {
        assertThat(rawGet("/api/v1/version", "evil.example"))
                .startsWith("HTTP/1.1 403")
                .contains("FORBIDDEN");
        assertThat(rawGet("/healthz", "127.0.0.1.evil.example:8080")).startsWith("HTTP/1.1 403");
        assertThat(rawGet("/api/v1/version", "localhost:1")).startsWith("HTTP/1.1 200");
        assertThat(rawGet("/api/v1/version", "[::1]:8080")).startsWith("HTTP/1.1 200");
        assertThat(rawGet("/api/v1/version", "10.0.0.1")).startsWith("HTTP/1.1 200");
    }

    @Test
    void what_is_no_http_is_a_problem_too() throws IOException {
        assertThat(raw("GET /api/v1/version HTTP/1.1\r\nHost: a b\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json")
                .contains("BAD_REQUEST");
        assertThat(raw("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 4")
                .contains("BAD_REQUEST");
        assertThat(raw("\u0016\u0003\u0001\u0000\u0000")).doesNotContain("Exception");
    }

    @Test
    void bodies_are_limited_and_must_be_what_they_say() {
        byte[] large = new byte[5 << 20];
        java.util.Arrays.fill(large, (byte) ' ');
        Got tooLarge = served.send(
                "POST", "/api/v1/studies/edge/trials:suggest", "application/json", large, served.tokens.admin());
        assertThat(tooLarge.code()).isEqualTo("TOO_LARGE");
        Got form = served.send(
                "POST",
                "/api/v1/studies/edge/trials:suggest",
                "application/x-www-form-urlencoded",
                "count=1".getBytes(StandardCharsets.UTF_8),
                served.tokens.admin());
        assertThat(form.code()).isEqualTo("UNSUPPORTED_MEDIA");
        for (String body : new String[] {
            "{",
            "[]",
            "\"text\"",
            "{} {}",
            "{\"count\": 1, \"count\": 2}",
            "{\"count\": 1e999999999}",
            "nul",
            "{\"a\":".repeat(100) + "1" + "}".repeat(100),
            "{\"count\": " + "1".repeat(100) + "}"
        }) {
            assertThat(served.post("/api/v1/studies/edge/trials:suggest", body).status())
                    .as(body)
                    .isEqualTo(400);
        }
    }

    @Test
    void the_callers_request_id_is_kept_and_a_bad_one_replaced() {
        Got kept = served.send("GET", "/healthz", null, null, null, "X-Request-Id", "my-id.7");
        assertThat(kept.header("X-Request-Id")).isEqualTo("my-id.7");
        Got replaced = served.send("GET", "/healthz", null, null, null, "X-Request-Id", "<script>");
        assertThat(replaced.header("X-Request-Id")).startsWith("req-");
        Got missing = served.send("GET", "/api/v1/studies/none", null, null, served.tokens.admin());
        assertThat(missing.json().path("instance").asText())
                .isEqualTo("/api/v1/studies/none#" + missing.header("X-Request-Id"));
    }

    @Test
    void a_defect_shows_no_stack_trace() {
        try (Served broken = new Served(folder.resolve("broken"))) {
            broken.studies.failure = new IllegalStateException("secret detail");
            Got got = broken.get("/api/v1/studies/edge");
            assertThat(got.code()).isEqualTo("INTERNAL");
            assertThat(got.text()).doesNotContain("secret").doesNotContain("Exception");
            assertThat(broken.post("/api/v1/studies/edge:pause", "{}").code()).isEqualTo("INTERNAL");
        }
    }

    @Test
    void a_busy_store_is_503_with_a_time_to_come_back() {
        try (Served busy = new Served(folder.resolve("busy"))) {
            busy.studies.failure = new org.attune.tuner.store.StoreBusy("full");
            Got got = busy.get("/readyz");
            assertThat(got.code()).isEqualTo("UNAVAILABLE");
            assertThat(got.header("Retry-After")).isEqualTo("1");
            assertThat(busy.get("/healthz").status()).isEqualTo(200);
        }
    }

    @Test
    void every_code_has_its_page_offline() {
        for (String code : Contract.OPENAPI.codes().keySet()) {
            String slug = ProblemCode.valueOf(code).slug();
            for (String path : new String[] {"/docs/errors/" + slug, "/api/v1/docs/errors/" + code}) {
                Got page = served.send("GET", path, null, null, null);
                assertThat(page.status()).as(path).isEqualTo(200);
                assertThat(page.text()).contains(code, "Cause", "Fix", "Example");
            }
        }
        assertThat(served.get("/docs/errors/no-such-code").code()).isEqualTo("NOT_FOUND");
    }

    @Test
    void the_documents_are_served() {
        assertThat(served.send("GET", "/api/v1/openapi.yaml", null, null, null).text())
                .startsWith("openapi: 3.1");
        Got page = served.send("GET", "/api/v1/docs", null, null, null);
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(page.text()).doesNotContain("<script");
        Contract.OPENAPI
                .operations()
                .forEach(operation -> assertThat(page.text())
                        .contains("id=\"" + operation.node().path("operationId").asText() + "\""));
        assertThat(served.get("/api/v1/version").json().path("version").asText())
                .isEqualTo(Served.VERSION);
        assertThat(served.send("GET", "/readyz", null, null, null).status()).isEqualTo(200);
    }

    @Test
    void a_port_that_is_taken_is_refused_and_an_unnamed_one_moves_on() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start(new RestSettings(
                            "127.0.0.1", taken.getLocalPort(), false, Set.of(), "x", DataDirectory.at(folder))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(Integer.toString(taken.getLocalPort()));
        }
        RestSettings unnamed = RestSettings.local(null, "x", DataDirectory.at(folder));
        try (RestServer first = start(unnamed);
                RestServer second = start(unnamed)) {
            assertThat(first.url()).isNotEqualTo(second.url());
        }
    }

    @Test
    void another_address_than_the_loopback_needs_a_word() throws IOException {
        assertThatThrownBy(() -> start(new RestSettings("0.0.0.0", 0, false, Set.of(), "x", DataDirectory.at(folder))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--insecure");
        try (RestServer open = start(new RestSettings("0.0.0.0", 0, true, Set.of(), "x", DataDirectory.at(folder)))) {
            assertThat(open.url()).startsWith("http://0.0.0.0:");
        }
    }

    private static RestServer start(RestSettings settings) throws IOException {
        MemoryStudies studies = new MemoryStudies();
        return RestServer.start(
                settings,
                studies,
                studies.queries,
                served.tokens,
                new MemoryTokens(),
                new Served.Door(),
                InstantSource.system());
    }

    @Test
    void closing_lets_what_is_under_way_finish() throws Exception {
        Served closing = new Served(folder.resolve("closing"));
        closing.create("late", 1);
        closing.post("/api/v1/studies/late/trials:suggest", "{}");
        var waiting = CompletableFuture.supplyAsync(
                () -> closing.post("/api/v1/studies/late/trials:suggest", "{\"waitSeconds\": 1}"));
        var watching = CompletableFuture.supplyAsync(() ->
                closing.get("/api/v1/studies/late/watch?waitSeconds=60&after=" + closing.studies.queries.cursor()));
        org.awaitility.Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> closing.studies.waiting.get() == 1);
        closing.close();
        assertThat(waiting.get(5, TimeUnit.SECONDS).status()).isEqualTo(200);
        assertThat(watching.handle((got, failure) -> failure == null ? got.status() : 503)
                        .get(5, TimeUnit.SECONDS))
                .isIn(200, 503);
    }
}
