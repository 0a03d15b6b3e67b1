package org.attune.tuner.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An embedded run is killed with SIGKILL again and again while its own trials run and an outside client reports to it. Each
 * report that was answered is there at the end, and the study has exactly the trials that it was to have.
 */
@Tag("process")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class KilledRunTest {

    private static final int KILLS = 20;
    private static final int TRIALS = 60;
    private static final int STEPS = 6;
    private static final String SPEC = """
            study: killed
            objective: {metric: loss, goal: minimize}
            parameters:
              x: {type: float, min: 0, max: 1}
            strategy: {type: random, seed: 11}
            maxTrials: %d
            parallelism: 3
            trial:
              external: allowed
              command: [sh, -c, "for i in 1 2 3 4 5 6; do echo step=$$i loss=0.$$i; sleep 0.1; done"]
              files: none
              resources: {cpus: 0.1}
            """;

    @TempDir
    Path folder;

    /** Values that the API answered 200 to, by trial and step. */
    private final Map<String, Double> acknowledged = new ConcurrentHashMap<>();

    @Test
    @Timeout(value = 9, unit = TimeUnit.MINUTES)
    void nothing_acknowledged_is_lost_by_twenty_kills() throws Exception {
        long seed = Long.getLong("attune.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        Path spec = Files.writeString(folder.resolve("study.yaml"), SPEC.formatted(TRIALS));
        Path data = folder.resolve("data");
        List<Long> moments = new ArrayList<>();
        int started = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            boolean first = !Files.exists(data) || started == 0;
            try (AttuneProcess run = first
                    ? AttuneProcess.start(folder, Map.of(), "run", spec.toString(), "--data", data.toString())
                    : AttuneProcess.start(folder, Map.of(), "run", "--resume", "killed", "--data", data.toString())) {
                String url = run.url(data, Duration.ofSeconds(60));
                assertThat(url)
                        .as("seed %s, start %s: %s", seed, kill, run.output())
                        .isNotNull();
                long moment = random.nextLong(20, 1500);
                moments.add(moment);
                Client client = new Client(String.valueOf(url), token(data));
                Thread reporting = new Thread(client, "outside");
                reporting.setDaemon(true);
                reporting.start();
                LockSupport.parkNanos(moment * 1_000_000);
                run.kill();
                reporting.join(20_000);
                started += client.sawStudy ? 1 : 0;
            }
        }
        try (AttuneProcess last =
                AttuneProcess.start(folder, Map.of(), "run", "--resume", "killed", "--data", data.toString())) {
            String url = last.url(data, Duration.ofSeconds(60));
            assertThat(url).as(last.output()).isNotNull();
            finishOpenExternalTrials(String.valueOf(url), token(data));
            assertThat(last.waitFor(Duration.ofMinutes(4))).as(last.output()).isZero();
        }
        verify(data, "seed " + seed + ", killed after ms " + moments);
    }

    private void verify(Path data, String how) throws Exception {
        try (AttuneProcess list = AttuneProcess.start(
                folder, Map.of(), "trial", "list", "killed", "--data", data.toString(), "-o", "ndjson")) {
            assertThat(list.waitFor(Duration.ofSeconds(60))).as(list.output()).isZero();
            List<String> lines = list.output().lines().toList();
            assertThat(lines).as(how).hasSize(TRIALS);
            for (int n = 1; n <= TRIALS; n++) {
                JsonNode trial = AttuneProcess.JSON.readTree(lines.get(n - 1));
                assertThat(trial.path("number").asInt()).as(how).isEqualTo(n);
                assertThat(trial.path("state").asText())
                        .as("%s: %s", how, trial)
                        .isEqualTo("SUCCEEDED");
            }
        }
        assertThat(acknowledged).as("reports were answered at all").isNotEmpty();
        Map<String, Double> stored = new HashMap<>();
        try (AttuneProcess server = AttuneProcess.start(
                folder, Map.of(), "server", "start", "--no-agent", "--port", "0", "--data", data.toString())) {
            String url = server.url(data, Duration.ofSeconds(60));
            for (int n = 1; n <= TRIALS; n++) {
                JsonNode body = AttuneProcess.call(
                                "GET", url + "/api/v1/studies/killed/trials/" + n + "/metrics", token(data), null)
                        .body();
                JsonNode series = body.path("series").path(0);
                JsonNode steps = series.path("step");
                for (int i = 0; i < steps.size(); i++) {
                    stored.put(
                            n + "/" + steps.get(i).asLong(),
                            series.path("value").get(i).asDouble());
                }
            }
        }
        assertThat(stored).as(how).containsAllEntriesOf(acknowledged);
        for (int n = 1; n <= TRIALS; n++) {
            assertThat(stored).as("%s: trial %s has its last step", how, n).containsKey(n + "/" + STEPS);
        }
    }

    /** Asks for trials that no client holds any more and ends them, so that the study can end. */
    private void finishOpenExternalTrials(String url, String token) throws IOException {
        Client client = new Client(url, token);
        client.budget = 1_000;
        client.run();
    }

    private static String token(Path data) throws IOException {
        return Files.readString(data.resolve("admin.token")).strip();
    }

    /** An outside client that takes trials, reports each step and ends them, until nobody answers. */
    private final class Client implements Runnable {
        private final String api;
        private final String token;
        private int budget = 20;
        private volatile boolean sawStudy;

        Client(String url, String token) {
            this.api = url + "/api/v1/studies/killed";
            this.token = token;
        }

        @Override
        public void run() {
            try {
                while (budget-- > 0 && oneTrial()) {
                    // until it has no more
                }
            } catch (IOException e) {
                // it was killed: what was answered before counts
            }
        }

        private boolean oneTrial() throws IOException {
            ObjectNode ask = AttuneProcess.JSON.createObjectNode();
            ask.put("count", 1).put("clientId", "outside").put("waitSeconds", 1).put("leaseSeconds", 600);
            AttuneProcess.Reply reply = AttuneProcess.call("POST", api + "/trials:suggest", token, ask);
            if (reply.status() == 404) {
                return Pauses.briefly();
            }
            assertThat(reply.status()).as("%s", reply.body()).isEqualTo(200);
            sawStudy = true;
            @Nullable JsonNode trial = reply.body().path("trials").get(0);
            if (trial == null) {
                return reply.body().path("studyState").asText().equals("ACTIVE");
            }
            int number = trial.path("number").asInt();
            for (int step = 1; step <= STEPS; step++) {
                ObjectNode report = AttuneProcess.JSON.createObjectNode();
                double value = 0.5 + number + step / 100.0;
                report.put("step", step).putObject("metrics").put("loss", value);
                if (AttuneProcess.call("POST", api + "/trials/" + number + ":report", token, report)
                                .status()
                        == 200) {
                    acknowledged.put(number + "/" + step, value);
                }
            }
            AttuneProcess.call(
                    "POST", api + "/trials/" + number + ":complete", token, AttuneProcess.JSON.createObjectNode());
            return true;
        }
    }
}
