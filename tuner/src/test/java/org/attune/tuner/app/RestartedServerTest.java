package org.attune.tuner.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server is killed and started again while an agent elsewhere runs a trial. */
@Tag("process")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RestartedServerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String SPEC = """
            study: outlives
            objective: {metric: loss, goal: minimize}
            parameters:
              x: {type: float, min: 0, max: 1}
            maxTrials: 1
            trial:
              command: [sh, -c, "test -s $$ATTUNE_TOKEN_FILE || exit 3; until [ -e '%s' ]; do sleep 0.2; done; echo kept > $$ATTUNE_ARTIFACT_DIR/model.txt; echo loss=0.5"]
              files: none
            """;

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void a_trial_and_its_agent_outlive_a_killed_server_and_a_drain_does_too() throws Exception {
        Path data = folder.resolve("server");
        Path go = folder.resolve("go");
        int port = freePort();
        AttuneProcess first = server(data, port);
        try (AttuneProcess agent = agent(String.valueOf(first.url(data, PATIENCE)), data)) {
            String url = "http://127.0.0.1:" + port + "/api/v1";
            String token = Files.readString(data.resolve("admin.token")).strip();
            AttuneProcess.until(PATIENCE, agent, () -> state(url, token).equals("UP") ? true : null);
            ObjectNode body = AttuneProcess.JSON.createObjectNode().put("spec", SPEC.formatted(go));
            assertThat(AttuneProcess.call("POST", url + "/studies", token, body).status())
                    .isEqualTo(201);
            AttuneProcess.until(PATIENCE, agent, () -> attempt(url, token, "RUNNING"));
            AttuneProcess.call("POST", url + "/nodes/far:drain", token, AttuneProcess.JSON.createObjectNode());
            first.kill();

            try (AttuneProcess second = server(data, port)) {
                second.url(data, PATIENCE);
                AttuneProcess.until(PATIENCE, second, () -> state(url, token).equals("DRAINING") ? true : null);
                Files.createFile(go);
                JsonNode done = AttuneProcess.until(PATIENCE, second, () -> attempt(url, token, "SUCCEEDED"));
                assertThat(done.path("attempts")).as("%s", done).hasSize(1);
                assertThat(done.path("attempts").path(0).path("nodes").path(0).asText())
                        .isEqualTo("far");
                AttuneProcess.until(PATIENCE, second, () -> state(url, token).equals("DRAINED") ? true : null);
                JsonNode files = AttuneProcess.until(PATIENCE, second, () -> {
                    JsonNode listed = get(url + "/studies/outlives/trials/1/artifacts", token)
                            .path("artifacts");
                    return listed.isEmpty() ? null : listed;
                });
                assertThat(files.path(0).path("path").asText()).isEqualTo("model.txt");
            }
        } finally {
            first.close();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private AttuneProcess server(Path data, int port) throws IOException {
        return AttuneProcess.start(
                folder,
                Map.of(),
                "server",
                "start",
                "--no-agent",
                "--port",
                Integer.toString(port),
                "--data",
                data.toString());
    }

    private AttuneProcess agent(String url, Path data) throws IOException {
        return AttuneProcess.start(
                folder,
                Map.of(),
                "agent",
                "start",
                "--server",
                url,
                "--token-file",
                data.resolve("agent.token").toString(),
                "--data",
                folder.resolve("far").toString(),
                "--name",
                "far",
                "--devices",
                "none");
    }

    private static String state(String url, String token) {
        return get(url + "/nodes/far", token).path("node").path("state").asText();
    }

    /** The trial, once its last attempt is in this state. */
    private static @Nullable JsonNode attempt(String url, String token, String state) {
        JsonNode trial = get(url + "/studies/outlives/trials/1", token);
        JsonNode attempts = trial.path("attempts");
        return attempts.path(attempts.size() - 1).path("state").asText().equals(state) ? trial : null;
    }

    private static JsonNode get(String url, String token) {
        try {
            return AttuneProcess.call("GET", url, token, null).body();
        } catch (IOException e) {
            return AttuneProcess.JSON.createObjectNode();
        }
    }
}
