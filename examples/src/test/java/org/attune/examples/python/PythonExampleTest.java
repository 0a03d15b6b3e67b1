package org.attune.examples.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Tag("process")
@Timeout(60)
class PythonExampleTest {
    private record Ended(int status, List<String> lines) {}

    @BeforeAll
    static void needsPython() throws Exception {
        boolean present;
        try {
            present = new ProcessBuilder("python3", "--version").start().waitFor() == 0;
        } catch (IOException absent) {
            present = false;
        }
        assumeTrue(present, "python3 is not installed: the Python examples are not tested here");
    }

    private static Ended python(Map<String, String> environment, String script, String... flags) throws Exception {
        List<String> command = new ArrayList<>(List.of("python3", script));
        command.addAll(List.of(flags));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Path.of("python").toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            List<String> lines = process.inputReader().lines().toList();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), lines);
        } finally {
            process.destroyForcibly();
        }
    }

    private static double loss(String line) {
        return Double.parseDouble(line.replaceAll(".* val_loss=", ""));
    }

    @Test
    void the_script_prints_a_loss_that_falls() throws Exception {
        Ended run = python(Map.of(), "train.py", "--lr=0.1", "--l2=0.001", "--degree=5", "--epochs=60");
        assertThat(run.status()).as("%s", run.lines()).isZero();
        assertThat(run.lines()).hasSize(60).allMatch(line -> line.matches("epoch=\\d+ val_loss=[0-9.e+-]+"));
        assertThat(loss(run.lines().get(59)))
                .isLessThan(0.1)
                .isLessThan(loss(run.lines().get(0)) / 3);
    }

    @Test
    void a_rate_that_is_too_high_still_ends_well_and_shows() throws Exception {
        Ended run = python(Map.of(), "train.py", "--lr=100000", "--epochs=100");
        assertThat(run.status()).as("%s", run.lines()).isZero();
        assertThat(run.lines()).hasSize(100);
        assertThat(run.lines().get(99)).isEqualTo("epoch=100 val_loss=nan");
    }

    @Test
    void a_bad_flag_ends_it_with_2() throws Exception {
        assertThat(python(Map.of(), "train.py", "--lr=fast").status()).isEqualTo(2);
        assertThat(python(Map.of(), "train.py", "--degree=0").status()).isEqualTo(2);
    }

    @Test
    void the_external_loop_asks_reports_heeds_a_stop_and_completes(@TempDir Path folder) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "secret\n");
        List<String> calls = Collections.synchronizedList(new ArrayList<>());
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/", exchange -> answer(exchange, calls));
        server.start();
        Ended run;
        try {
            String api = "http://127.0.0.1:" + server.getAddress().getPort() + "/api/v1";
            run = python(Map.of("ATTUNE_API", api, "ATTUNE_TOKEN_FILE", token.toString()), "external.py");
        } finally {
            server.stop(0);
        }
        assertThat(run.status()).as("%s", run.lines()).isZero();
        assertThat(run.lines().get(run.lines().size() - 1)).isEqualTo("best: {\"x\": 3.0}");
        assertThat(calls).filteredOn(call -> call.endsWith(":complete")).hasSize(3);
        // the second of the three is told to stop at its first report
        assertThat(calls).filteredOn(call -> call.contains("trials/1:report")).hasSize(10);
        assertThat(calls).filteredOn(call -> call.contains("trials/2:report")).hasSize(1);
        assertThat(calls).filteredOn(call -> call.endsWith(":suggest")).hasSize(4);
        assertThat(calls.get(0)).isEqualTo("POST /studies");
    }

    /** A server that plays three trials. */
    private static void answer(HttpExchange exchange, List<String> calls) throws IOException {
        String path = exchange.getRequestURI().getPath().substring("/api/v1".length());
        exchange.getRequestBody().readAllBytes();
        boolean allowed = "Bearer secret".equals(exchange.getRequestHeaders().getFirst("Authorization"));
        calls.add(exchange.getRequestMethod() + " " + path);
        long asked = calls.stream().filter(call -> call.endsWith(":suggest")).count();
        String body;
        if (path.equals("/studies")) {
            body = "{\"name\": \"studies/s\"}";
        } else if (path.endsWith(":suggest")) {
            body = asked > 3
                    ? "{\"trials\": []}"
                    : "{\"trials\": [{\"name\": \"studies/s/trials/" + asked + "\", \"parameters\": {\"x\": 3.0}}]}";
        } else if (path.endsWith(":report")) {
            body = "{\"shouldStop\": " + path.contains("trials/2") + "}";
        } else {
            body = "{\"trials\": [{\"parameters\": {\"x\": 3.0}}]}";
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(allowed ? 200 : 401, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
