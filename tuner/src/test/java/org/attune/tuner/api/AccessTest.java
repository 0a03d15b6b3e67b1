package org.attune.tuner.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.attune.tuner.api.RestCalls.Got;
import org.attune.tuner.store.SqlStudyStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens, sessions and limits. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AccessTest {

    private static final String JSON = "application/json";

    @TempDir
    static Path folder;

    private static Served served;

    @BeforeAll
    static void start() {
        served = new Served(folder);
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Got login(String body, String... headers) {
        return served.send("POST", "/api/v1/session", JSON, bytes(body), null, headers);
    }

    private static String cookie(Got got) {
        String set = got.header("Set-Cookie");
        return set.substring(0, set.indexOf(';'));
    }

    @Test
    void a_token_is_told_once_and_kept_as_a_hash() throws IOException {
        Got made = served.post("/api/v1/tokens", "{\"name\": \"ci\", \"scope\": \"write\", \"expireSeconds\": 3600}");
        assertThat(made.status()).isEqualTo(201);
        String value = made.json().path("value").asText();
        String id = made.json().path("token").path("id").asText();
        assertThat(served.send("GET", "/api/v1/me", null, null, value)
                        .json()
                        .path("scope")
                        .asText())
                .isEqualTo("write");
        JsonNode listed = served.get("/api/v1/tokens").json().path("tokens");
        assertThat(listed.toString()).contains("\"ci\"").doesNotContain(value.substring(13));
        assertThat(listed.findValue("lastUseTime")).isNotNull();
        assertThat(served.send("DELETE", "/api/v1/tokens/" + id, null, null, served.admin())
                        .status())
                .isEqualTo(204);
        assertThat(served.send("GET", "/api/v1/me", null, null, value).code()).isEqualTo("UNAUTHENTICATED");
        assertThat(served.send("DELETE", "/api/v1/tokens/" + id, null, null, served.admin())
                        .code())
                .isEqualTo("NOT_FOUND");
        assertThat(Files.readString(folder.resolve("audit.log"))).doesNotContain(value.substring(13));
    }

    @Test
    void an_expired_token_is_good_for_nothing() {
        AtomicLong now = new AtomicLong(1_000_000);
        TokenTable table = new TokenTable(new MemoryTokens(), () -> Instant.ofEpochMilli(now.get()));
        TokenTable.Fresh fresh = table.create(TokenTable.TOKEN, "short", Scope.READ, "", 1_060_000)
                .toCompletableFuture()
                .join();
        TokenTable.Fresh session = table.create(
                        TokenTable.SESSION, "short", Scope.READ, fresh.row().id(), 9_999_999)
                .toCompletableFuture()
                .join();
        assertThat(table.check(fresh.secret(), TokenTable.TOKEN)).isPresent();
        assertThat(table.check(fresh.secret(), TokenTable.SESSION)).isEmpty();
        assertThat(table.check(session.secret(), TokenTable.SESSION)).isPresent();
        now.set(1_060_000);
        assertThat(table.check(fresh.secret(), TokenTable.TOKEN)).isEmpty();
        assertThat(table.check(session.secret(), TokenTable.SESSION))
                .as("outlives its token")
                .isEmpty();
    }

    @Test
    void tokens_outlive_the_server_and_their_last_use_is_stored() {
        AtomicLong now = new AtomicLong(1_000_000);
        InstantSource clock = () -> Instant.ofEpochMilli(now.get());
        String secret;
        try (SqlStudyStore store = SqlStudyStore.open(folder.resolve("tokens"), clock)) {
            TokenTable table = new TokenTable(store.tokens(), clock);
            secret = table.create(TokenTable.TOKEN, "kept", Scope.WRITE, "", 0)
                    .toCompletableFuture()
                    .join()
                    .secret();
            now.addAndGet(120_000);
            assertThat(table.check(secret, TokenTable.TOKEN)).isPresent();
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> store.tokens().all().get(0).usedMillis() == now.get());
        }
        try (SqlStudyStore store = SqlStudyStore.open(folder.resolve("tokens"), clock)) {
            TokenTable table = new TokenTable(store.tokens(), clock);
            assertThat(table.check(secret, TokenTable.TOKEN).orElseThrow().name())
                    .isEqualTo("kept");
            assertThat(table.revoke(secret.substring(4, 12))
                            .toCompletableFuture()
                            .join())
                    .isTrue();
            assertThat(store.tokens().all()).isEmpty();
        }
    }

    @Test
    void a_login_link_opens_one_session() {
        String url =
                served.post("/api/v1/session:link", "{}").json().path("url").asText();
        assertThat(url).startsWith(served.url + "/#login=");
        String code = url.substring(url.indexOf('=') + 1);
        Got first = login("{\"login\": \"" + code + "\"}", "Origin", served.url);
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("Set-Cookie"))
                .contains("HttpOnly")
                .contains("SameSite=Strict")
                .contains("Path=/");
        assertThat(login("{\"login\": \"" + code + "\"}").code()).isEqualTo("UNAUTHENTICATED");
        Got me = served.send("GET", "/api/v1/me", null, null, null, "Cookie", cookie(first));
        assertThat(me.json().path("scope").asText()).isEqualTo("admin");
    }

    @Test
    void a_session_changes_something_only_at_the_word_of_its_own_page() {
        Got in = login("{\"token\": \"" + served.admin() + "\"}");
        String cookie = cookie(in);
        served.create("session-study", 3);
        String path = "/api/v1/studies/session-study:pause";
        Object[][] cases = {
            {new String[] {"Cookie", cookie}, 403},
            {new String[] {"Cookie", cookie, "Origin", "http://evil.example"}, 403},
            {new String[] {"Cookie", cookie, "Origin", "null"}, 403},
            {new String[] {"Cookie", cookie, "Sec-Fetch-Site", "cross-site", "Origin", served.url}, 403},
            {new String[] {"Cookie", cookie, "Sec-Fetch-Site", "same-site", "Origin", served.url}, 403},
            {new String[] {"Cookie", cookie, "Origin", served.url}, 200},
            {new String[] {"Cookie", cookie, "Sec-Fetch-Site", "same-origin"}, 200},
        };
        for (Object[] each : cases) {
            String[] headers = (String[]) each[0];
            assertThat(served.send("POST", path, JSON, bytes("{}"), null, headers)
                            .status())
                    .as(String.join(" ", headers))
                    .isEqualTo(each[1]);
        }
        // every method that changes something, DELETE not forgotten
        assertThat(served.send("DELETE", "/api/v1/studies/session-study", null, null, null, "Cookie", cookie)
                        .status())
                .isEqualTo(403);
        assertThat(served.send("GET", "/api/v1/studies/session-study", null, null, null, "Cookie", cookie)
                        .status())
                .isEqualTo(200);
        String secret = cookie.substring(cookie.indexOf('=') + 1);
        assertThat(served.send("GET", "/api/v1/me", null, null, secret).code())
                .as("a cookie is no bearer token")
                .isEqualTo("UNAUTHENTICATED");
        served.send("DELETE", "/api/v1/session", null, null, null, "Cookie", cookie, "Sec-Fetch-Site", "same-origin");
        assertThat(served.send("GET", "/api/v1/me", null, null, null, "Cookie", cookie)
                        .code())
                .isEqualTo("UNAUTHENTICATED");
    }

    @Test
    void another_page_opens_no_session_and_a_trials_token_none_at_all() {
        String body = "{\"token\": \"" + served.admin() + "\"}";
        assertThat(login(body, "Origin", "http://evil.example").code()).isEqualTo("FORBIDDEN");
        assertThat(login(body, "Sec-Fetch-Site", "cross-site").code()).isEqualTo("FORBIDDEN");
        assertThat(login("{\"token\": \"" + served.tokens.forTrial("abcdefg2", 1) + "\"}")
                        .code())
                .isEqualTo("UNAUTHENTICATED");
        assertThat(login("{}").code()).isEqualTo("BAD_REQUEST");
        assertThat(served.send("POST", "/api/v1/session", "text/plain", bytes(body), null)
                        .code())
                .isEqualTo("UNSUPPORTED_MEDIA");
    }

    @Test
    void who_asks_too_often_is_told_when_to_come_back() {
        AtomicLong nanos = new AtomicLong();
        Buckets buckets = new Buckets(10, 3, nanos::get);
        for (int i = 0; i < 3; i++) {
            assertThat(buckets.take("a")).isZero();
        }
        assertThat(buckets.take("a")).isEqualTo(0.1);
        assertThat(buckets.take("b")).isZero();
        nanos.addAndGet(100_000_000);
        assertThat(buckets.take("a")).isZero();
        assertThat(buckets.take("a")).isPositive();
    }

    @Test
    void limits_are_kept_over_http() throws IOException {
        Path own = Files.createDirectories(folder.resolve("limited"));
        MemoryStudies studies = new MemoryStudies();
        org.attune.tuner.config.DataDirectory data = org.attune.tuner.config.DataDirectory.at(own);
        Tokens tokens = Tokens.open(data);
        try (RestServer server = RestServer.start(
                RestSettings.local(0, "x", data).with(new RateLimits(0.001, 5, 0.001)),
                studies,
                studies.queries,
                tokens,
                new MemoryTokens(),
                new Served.Door(),
                InstantSource.system())) {
            RestCalls calls = RestCalls.of(server.url(), tokens.admin());
            for (int i = 0; i < 5; i++) {
                assertThat(calls.get("/api/v1/me").status()).isEqualTo(200);
            }
            Got limited = calls.get("/api/v1/me");
            assertThat(limited.code()).isEqualTo("RATE_LIMITED");
            assertThat(Long.parseLong(limited.header("Retry-After"))).isPositive();
            assertThat(calls.send("GET", "/api/v1/me", null, null, tokens.agent())
                            .status())
                    .as("another token has a bucket of its own")
                    .isEqualTo(200);
            for (int i = 0; i < 20; i++) {
                assertThat(calls.send("GET", "/api/v1/me", null, null, "att_nobody")
                                .status())
                        .isEqualTo(401);
            }
            assertThat(calls.send("GET", "/api/v1/me", null, null, "att_nobody").code())
                    .isEqualTo("RATE_LIMITED");
        }
    }

    @Test
    void who_did_what_is_written_down_without_secrets() throws IOException {
        served.create("audited", 2);
        served.send("POST", "/api/v1/studies/audited:pause", JSON, bytes("{}"), "att_nobody");
        Path log = folder.resolve("audit.log");
        await().atMost(Duration.ofSeconds(5)).until(() -> Files.readString(log).contains("audited:pause"));
        String text = Files.readString(log);
        assertThat(text)
                .contains("\"name\":\"admin\",\"method\":\"POST\",\"path\":\"/api/v1/studies\",\"status\":201")
                .contains(
                        "\"name\":\"nobody\",\"method\":\"POST\",\"path\":\"/api/v1/studies/audited:pause\",\"status\":401")
                .doesNotContain(served.admin().substring(13));
        assertThat(Files.getPosixFilePermissions(log)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void a_full_audit_log_is_set_aside() throws IOException {
        Path log = folder.resolve("turning.log");
        Files.write(log, new byte[(10 << 20) + 1]);
        try (AuditLog audit = new AuditLog(log, InstantSource.system())) {
            audit.write("req-1", "127.0.0.1", Caller.NOBODY, "POST", "/x", 401);
        }
        assertThat(Files.size(log)).isLessThan(1_000);
        assertThat(Files.size(folder.resolve("turning.log.1"))).isGreaterThan(10 << 20);
    }

    @Test
    void scrapers_find_the_servers_numbers() {
        served.create("measured", 2);
        Got got = served.get("/metrics");
        assertThat(got.text())
                .contains("attune_info{version=\"0.1.0-test\"} 1")
                .contains("attune_nodes{state=\"UP\"} 1")
                .contains("attune_devices 2")
                .contains("attune_propose_seconds_bucket{le=\"+Inf\"} 0")
                .contains("attune_propose_seconds_max 0")
                .contains("route=\"/api/v1/studies\",status=\"201\"} ")
                .contains("attune_http_request_seconds_bucket{method=\"POST\",route=\"/api/v1/studies\",le=\"+Inf\"} ");
        for (String line : got.text().split("\n", -1)) {
            assertThat(line).matches("|# (HELP|TYPE) [a-z_]+ .*|[a-z_]+(\\{.*})? [0-9.eE+-]+");
        }
        assertThat(served.send("GET", "/metrics", null, null, null).status()).isEqualTo(401);
    }

    @Test
    void every_answer_tells_browsers_to_be_careful() {
        Got got = served.get("/api/v1/studies");
        assertThat(got.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(got.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(got.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(got.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(got.header("Access-Control-Allow-Origin")).isEmpty();
    }
}
