package org.attune.tuner.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.attune.tuner.api.RestCalls.Got;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an attacker on the network, or behind a page in the operator's browser, may try. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AttacksTest {

    @TempDir
    static Path folder;

    private static Live live;

    @BeforeAll
    static void start() throws IOException {
        live = new Live(folder);
        Files.writeString(folder.resolve("secret.txt"), "the secret");
        live.create("attacked", 5);
    }

    @AfterAll
    static void stop() {
        live.close();
    }

    private static Socket connect() throws IOException {
        URI url = URI.create(live.url());
        Socket socket = new Socket(url.getHost(), url.getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static String head() {
        return "Host: localhost\r\nAuthorization: Bearer " + live.admin() + "\r\n";
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String get(String path) throws IOException {
        return raw("GET " + path + " HTTP/1.1\r\n" + head() + "Connection: close\r\n\r\n");
    }

    @Test
    void paths_lead_nowhere_but_where_the_routes_go() throws IOException {
        for (String path : List.of(
                "/../secret.txt",
                "/..%2fsecret.txt",
                "/%2e%2e/%2e%2e/secret.txt",
                "/assets/..%2f..%2fsecret.txt",
                "/assets/%2e%2e/%2e%2e/etc/passwd",
                "/....//....//etc/passwd",
                "/api/v1/blobs/..%2f..%2fsecret.txt",
                "/api/v1/studies/..%2fattacked",
                "/api/v1/studies/attacked%00/spec",
                "/api/v1/studies/attacked/trials/1/../../../attacked",
                "/api/v1/logs/..%2f..%2f/1/1/0.out",
                "/docs/errors/..%2f..%2fsecret",
                "//etc/passwd",
                "/\\..\\secret.txt")) {
            String answer = get(path);
            assertThat(answer).as(path).doesNotContain("the secret").doesNotContain("root:");
            assertThat(answer).as(path).matches("(?s)HTTP/1.1 (200|301|302|400|404|405) .*");
        }
    }

    @Test
    void headers_take_no_lines_of_others() throws IOException {
        String answer = raw(
                "GET /api/v1/version HTTP/1.1\r\n" + head() + "X-Request-Id: a\r\n b: c\r\nConnection: close\r\n\r\n");
        assertThat(answer).doesNotContain("\r\nb: c");
        Got got = live.send("GET", "/api/v1/version", null, null, null, "X-Request-Id", "a b;c=d");
        assertThat(got.header("X-Request-Id")).startsWith("req-");
        Got located = live.post("/api/v1/studies", "{\"studyId\": \"a\\r\\nSet-Cookie: x=y\", \"spec\": {}}");
        assertThat(located.code()).isEqualTo("BAD_REQUEST");
        assertThat(located.header("Set-Cookie")).isEmpty();
    }

    @Test
    void two_lengths_are_no_request() throws IOException {
        String smuggled = raw("POST /api/v1/studies/attacked:pause HTTP/1.1\r\n" + head()
                + "Content-Type: application/json\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n"
                + "Connection: close\r\n\r\n0\r\n\r\nGET /api/v1/tokens HTTP/1.1\r\n" + head() + "\r\n");
        assertThat(smuggled).startsWith("HTTP/1.1 400");
        assertThat(live.get("/api/v1/studies/attacked").json().path("state").asText())
                .isEqualTo("ACTIVE");
    }

    @Test
    void bombs_of_yaml_and_json_cost_little_and_are_refused() {
        StringBuilder laughs = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x]\n");
        for (char c = 'b'; c < 'k'; c++) {
            char before = (char) (c - 1);
            laughs.append(c).append(": &").append(c).append(" [");
            laughs.append(("*" + before + ", ").repeat(8))
                    .append('*')
                    .append(before)
                    .append("]\n");
        }
        for (String yaml : List.of(
                laughs.toString(),
                "x: " + "[".repeat(3_000) + "]".repeat(3_000),
                "a: {<<: {b: 1}}",
                "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"http://x/\"]]]]",
                "study: " + "x".repeat(300_000))) {
            Got got = live.send(
                    "POST", "/api/v1/studies", "application/yaml", yaml.getBytes(StandardCharsets.UTF_8), live.admin());
            assertThat(got.status())
                    .as(yaml.substring(0, Math.min(20, yaml.length())))
                    .isIn(400, 413, 422);
        }
        for (String json : List.of(
                "{\"spec\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}",
                "{\"spec\": {\"maxTrials\": 1e100000000}}",
                "{\"spec\": {\"maxTrials\": " + "9".repeat(100_000) + "}}",
                "{\"spec\": {}, \"spec\": {}}")) {
            assertThat(live.post("/api/v1/studies", json).status()).isIn(400, 422);
        }
    }

    @Test
    void a_body_of_a_gigabyte_is_refused_before_it_is_read() throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(("POST /api/v1/studies HTTP/1.1\r\n" + head()
                                    + "Content-Type: application/json\r\nContent-Length: 1073741824\r\n"
                                    + "Expect: 100-continue\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] first = socket.getInputStream().readNBytes(12);
            assertThat(new String(first, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
        }
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/v1/studies HTTP/1.1\r\n" + head()
                            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = new byte[64 * 1024];
            java.util.Arrays.fill(chunk, (byte) ' ');
            byte[] head = "10000\r\n".getBytes(StandardCharsets.US_ASCII);
            int sent = 0;
            try {
                // of the gigabyte that it would like to send, it gets rid of a few hundred megabytes at most
                for (; sent < 16_384 && socket.getInputStream().available() == 0; sent++) {
                    out.write(head);
                    out.write(chunk);
                    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            } catch (SocketException e) {
                // the server has hung up
            }
            assertThat(sent).isLessThan(16_384);
        }
        assertThat(live.get("/api/v1/version").status()).isEqualTo(200);
    }

    @Test
    void slow_clients_keep_nobody_out() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                Socket socket = connect();
                slow.add(socket);
                String part = i % 2 == 0
                        ? "GET /api/v1/studies HTTP/1.1\r\nHost: loc"
                        : "POST /api/v1/studies/attacked/trials:suggest HTTP/1.1\r\n" + head()
                                + "Content-Type: application/json\r\nContent-Length: 10\r\n\r\n{";
                socket.getOutputStream().write(part.getBytes(StandardCharsets.US_ASCII));
            }
            CompletableFuture<Got> other = CompletableFuture.supplyAsync(() -> live.get("/api/v1/studies"));
            assertThat(other.get(15, TimeUnit.SECONDS).status()).isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void a_name_that_is_rebound_to_this_address_is_turned_away() throws IOException {
        String answer =
                raw("DELETE /api/v1/studies/attacked HTTP/1.1\r\nHost: evil.example:8080\r\nAuthorization: Bearer "
                        + live.admin() + "\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 403");
        assertThat(live.get("/api/v1/studies/attacked").status()).isEqualTo(200);
    }

    @Test
    void a_spec_with_secrets_in_its_answers_has_none_in_the_logs() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (InputStream log = Files.newInputStream(folder.resolve("audit.log"))) {
            log.transferTo(all);
        }
        assertThat(all.toString(StandardCharsets.UTF_8))
                .doesNotContain(live.admin().substring(13));
    }
}
