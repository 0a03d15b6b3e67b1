package org.attune.tuner.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server and three agents as processes of their own; one agent is killed in the middle of a study. */
@Tag("process")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LostAgentTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Map<String, String> SHORT_LEASE = Map.of("ATTUNE_LEASE", "PT4S");
    private static final int TRIALS = 24;
    private static final String SPEC = """
            study: spread
            objective: {metric: loss, goal: minimize}
            parameters:
              x: {type: float, min: 0, max: 1}
            strategy: {type: random, seed: 3}
            maxTrials: %d
            parallelism: 6
            trial:
              command:
                - sh
                - -c
                - |
                  for i in 1 2 3 4; do echo step=$$i loss=0.$$i; sleep 0.3; done
                  [ $$ATTUNE_TRIAL -le 4 ] || until [ -e %s ]; do sleep 0.1; done
              files: none
              workers: 2
              resources: {cpus: 1}
              onLost: replace
              placement: {maxWorkersPerNode: 2}
            """;

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void a_lost_agents_attempts_are_replaced_once_and_only_once() throws Exception {
        // later trials wait for it, so that the agent has gangs whenever it is killed
        Path killed = folder.resolve("killed");
        Path spec = Files.writeString(folder.resolve("study.yaml"), SPEC.formatted(TRIALS, killed));
        Path data = folder.resolve("server");
        Map<String, AttuneProcess> agents = new LinkedHashMap<>();
        try (AttuneProcess server = AttuneProcess.start(
                folder, SHORT_LEASE, "server", "start", "--no-agent", "--port", "0", "--data", data.toString())) {
            String url = String.valueOf(server.url(data, PATIENCE));
            String token = Files.readString(data.resolve("admin.token")).strip();
            for (String name : List.of("one", "two", "three")) {
                agents.put(name, agent(name, url, data));
            }
            AttuneProcess.until(PATIENCE, server, () -> upNodes(url, token).size() == 3 ? true : null);
            AttuneProcess.Reply created = AttuneProcess.call("POST", url + "/api/v1/studies", token, submission(spec));
            assertThat(created.status()).as("%s", created.body()).isEqualTo(201);

            String victim = String.valueOf(AttuneProcess.until(PATIENCE, server, () -> busyNode(url, token)));
            AttuneProcess agent = agents.get(victim);
            assertThat(agent).as(victim).isNotNull();
            if (agent != null) {
                agent.kill();
            }
            Files.createFile(killed);
            AttuneProcess.until(
                    Duration.ofSeconds(120), server, () -> state(url, token).equals("SUCCEEDED") ? true : null);
            verify(url, token, victim);
            server.terminate();
            assertThat(server.waitFor(Duration.ofSeconds(30)))
                    .as(server.output())
                    .isZero();
        } finally {
            agents.values().forEach(AttuneProcess::close);
        }
    }

    private static void verify(String url, String token, String victim) throws IOException {
        JsonNode trials = AttuneProcess.call("GET", url + "/api/v1/studies/spread/trials?pageSize=100", token, null)
                .body()
                .path("trials");
        assertThat(trials.size()).isEqualTo(TRIALS);
        Set<String> nodes = new TreeSet<>();
        int lost = 0;
        for (JsonNode trial : trials) {
            JsonNode attempts = trial.path("attempts");
            Map<String, Integer> states = new HashMap<>();
            for (JsonNode attempt : attempts) {
                states.merge(attempt.path("state").asText(), 1, Integer::sum);
                attempt.path("nodes").forEach(node -> nodes.add(node.asText()));
            }
            assertThat(trial.path("state").asText()).as("%s", trial).isEqualTo("SUCCEEDED");
            assertThat(states.getOrDefault("SUCCEEDED", 0)).as("%s", trial).isEqualTo(1);
            int again = attempts.size() - 1;
            assertThat(again).as("%s", trial).isLessThanOrEqualTo(1);
            if (again == 1) {
                lost++;
                assertThat(attempts.get(0).path("nodes").toString())
                        .as("%s", trial)
                        .contains(victim);
            }
        }
        assertThat(lost).as("attempts of the killed agent that were replaced").isPositive();
        assertThat(nodes).hasSize(3);
    }

    private AttuneProcess agent(String name, String url, Path serverData) throws IOException {
        return AttuneProcess.start(
                folder,
                SHORT_LEASE,
                "agent",
                "start",
                "--server",
                url,
                "--token-file",
                serverData.resolve("agent.token").toString(),
                "--data",
                folder.resolve(name).toString(),
                "--name",
                name,
                "--cpus",
                "4",
                "--devices",
                "none");
    }

    private static ObjectNode submission(Path spec) throws IOException {
        ObjectNode body = AttuneProcess.JSON.createObjectNode();
        body.put("spec", Files.readString(spec));
        return body;
    }

    private static Set<String> upNodes(String url, String token) {
        Set<String> up = new TreeSet<>();
        for (JsonNode node : get(url + "/api/v1/nodes", token).path("nodes")) {
            if (node.path("state").asText().equals("UP")) {
                up.add(node.path("name").asText());
            }
        }
        return up;
    }

    private static String state(String url, String token) {
        return get(url + "/api/v1/studies/spread", token).path("state").asText();
    }

    /** A node that runs a gang just now, once some trials have ended. */
    private static @Nullable String busyNode(String url, String token) {
        if (get(url + "/api/v1/studies/spread", token)
                        .path("trials")
                        .path("succeeded")
                        .asInt()
                < 4) {
            return null;
        }
        for (JsonNode gang : get(url + "/api/v1/queue", token).path("running")) {
            if (gang.path("state").asText().equals("RUNNING")) {
                return gang.path("nodes").path(0).asText();
            }
        }
        return null;
    }

    private static JsonNode get(String url, String token) {
        try {
            return AttuneProcess.call("GET", url, token, null).body();
        } catch (IOException e) {
            return AttuneProcess.JSON.createObjectNode();
        }
    }
}
