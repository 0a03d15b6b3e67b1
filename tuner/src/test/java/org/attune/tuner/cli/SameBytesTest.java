package org.attune.tuner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.GangOutcome;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.MetricPoint;
import org.attune.tuner.api.ClusterDoor;
import org.attune.tuner.api.RestServer;
import org.attune.tuner.api.RestSettings;
import org.attune.tuner.api.Tokens;
import org.attune.tuner.config.DataDirectory;
import org.attune.tuner.control.Answer;
import org.attune.tuner.control.Studies;
import org.attune.tuner.spec.SpecReader;
import org.attune.tuner.spec.SpecResult;
import org.attune.tuner.store.SqlStudyStore;
import org.attune.tuner.study.AttemptState;
import org.attune.tuner.study.Observations;
import org.attune.tuner.study.Study;
import org.attune.tuner.study.StudyChange;
import org.attune.tuner.study.StudyState;
import org.attune.tuner.study.Trial;
import org.attune.tuner.study.TrialResult;
import org.attune.tuner.study.TrialState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reading command prints does not depend on whether a server runs. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SameBytesTest {

    private static final long T0 = 1_700_000_000_000L;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(T0));
    private static final String UID = "ab12cd34";

    private static final List<String> READING = List.of(
            "study list -o json",
            "study list -o csv",
            "study list --state succeeded -o ndjson",
            "study show digits -o json",
            "study show digits -o yaml",
            "study show digits",
            "study spec digits",
            "study events digits -o json",
            "study events digits --trial 2 -o csv",
            "trial list digits -o json",
            "trial list digits -o csv",
            "trial list digits --sort objective -o ndjson",
            "trial list digits --state failed,running -o wide",
            "trial list digits --limit 1 -o json",
            "trial show digits 1 -o json",
            "trial show digits 2",
            "trial metrics digits 1 -o json",
            "trial metrics digits 1 loss -o csv",
            "best digits -o json",
            "best digits -o flags",
            "best digits --count 5 -o env",
            "logs digits/1",
            "logs digits",
            "trial logs digits 1 --tail 2",
            "trial logs digits 1 --rank all --tail 0",
            "study show digit",
            "trial show digits 9",
            "trial metrics digits 9",
            "trial logs digits 3",
            "best nobody");

    @TempDir
    Path folder;

    private DataDirectory data = DataDirectory.at(Path.of("/"));

    @BeforeEach
    void fill() throws Exception {
        data = DataDirectory.at(folder.resolve("data"));
        data.create();
        try (SqlStudyStore store = SqlStudyStore.open(data.store(), CLOCK)) {
            Epoch epoch = store.raiseEpoch();
            store.commit(epoch, UID, changes()).toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
        Path log = data.standardOutput(new AttemptId(UID, 1, 1), 0);
        Files.createDirectories(log.resolveSibling("x").getParent());
        Files.writeString(log, "one\ntwo\nthree\nunfinished");
        Files.writeString(data.standardError(new AttemptId(UID, 1, 1), 0), "\u001B[31mred\n");
    }

    private static List<StudyChange> changes() {
        String text = """
                # mine
                study: digits
                objective: {metric: accuracy, goal: maximize}
                parameters:
                  lr: {type: float, min: 1.0e-4, max: 1.0, scale: log}
                  layers: {type: int, min: 1, max: 8}
                maxTrials: 40
                trial: {command: [train]}
                """;
        SpecResult.Valid spec = (SpecResult.Valid) SpecReader.read(text, "study.yaml");
        List<StudyChange> changes = new ArrayList<>();
        changes.add(new StudyChange.StudyCreated(
                new Study("digits", UID, spec.spec(), text, 42, "ab".repeat(32), StudyState.ACTIVE, "", T0, 0)));
        for (int number = 1; number <= 3; number++) {
            Map<String, Object> parameters = new LinkedHashMap<>();
            parameters.put("lr", 0.1 / number);
            parameters.put("layers", (long) number);
            changes.add(new StudyChange.TrialCreated(new Trial(
                    number, TrialState.QUEUED, parameters, "sobol", 0, null, TrialResult.NONE, T0, 0, 0, List.of())));
        }
        for (int number = 1; number <= 2; number++) {
            changes.add(new StudyChange.AttemptCreated(number, 1, AttemptState.QUEUED, "own", T0 + 1));
            changes.add(new StudyChange.AttemptMoved(
                    number, 1, List.of(AttemptState.QUEUED), AttemptState.RUNNING, T0 + 2));
            changes.add(new StudyChange.TrialMoved(
                    number, TrialState.QUEUED, TrialState.RUNNING, TrialResult.NONE, T0 + 2));
        }
        List<MetricPoint> points = List.of(
                new MetricPoint("accuracy", 1, 0.1 + 0.2, T0 + 3),
                new MetricPoint("loss", 1, Double.NaN, T0 + 3),
                new MetricPoint("accuracy", 2, 0.95, T0 + 4),
                new MetricPoint("loss", 2, 1.0e-17, T0 + 4));
        changes.add(new StudyChange.Observed(new Observations(1, 1, 0, 1, points), T0 + 4));
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("accuracy", 0.95);
        metrics.put("loss", Double.POSITIVE_INFINITY);
        changes.add(ended(1, AttemptState.SUCCEEDED, ExitOutcome.success()));
        changes.add(new StudyChange.TrialMoved(
                1,
                TrialState.RUNNING,
                TrialState.SUCCEEDED,
                new TrialResult(metrics, 2, FailureKind.NONE, ""),
                T0 + 5_250));
        changes.add(ended(
                2,
                AttemptState.FAILED,
                new ExitOutcome(FailureKind.SIGNAL, -1, 11, "rank 0 was ended by signal 11", List.of("oh", "no"))));
        changes.add(new StudyChange.TrialMoved(
                2,
                TrialState.RUNNING,
                TrialState.FAILED,
                new TrialResult(Map.of(), -1, FailureKind.SIGNAL, "rank 0 was ended by signal 11"),
                T0 + 6_000));
        changes.add(new StudyChange.Noted(2, "FAILED", "rank 0 was ended by signal 11, \"so\"", T0 + 6_000));
        return changes;
    }

    private static StudyChange ended(int trial, AttemptState state, ExitOutcome outcome) {
        return new StudyChange.AttemptEnded(
                trial,
                1,
                List.of(AttemptState.RUNNING),
                state,
                new GangOutcome(0, outcome, false, "4 points from stdout", List.of()),
                T0 + 5);
    }

    /** Nothing here may ask for more than to read. */
    static Studies onlyReading() {
        return (Studies) Proxy.newProxyInstance(
                Studies.class.getClassLoader(), new Class<?>[] {Studies.class}, (proxy, method, arguments) -> {
                    throw new AssertionError("a reading command called " + method.getName());
                });
    }

    static final class NoDoor implements ClusterDoor {
        @Override
        public CompletionStage<Answer<Seat>> join(String name, String version) {
            return CompletableFuture.failedFuture(new AssertionError());
        }

        @Override
        public String clusterName() {
            return "attune";
        }
    }

    @Test
    void a_server_and_the_store_itself_give_the_same_output() throws IOException {
        Map<String, Shown> served = new LinkedHashMap<>();
        Tokens tokens = Tokens.open(data);
        try (SqlStudyStore store = SqlStudyStore.open(data.store(), CLOCK);
                RestServer server = RestServer.start(
                        RestSettings.local(0, "0", data),
                        onlyReading(),
                        store.queries(),
                        tokens,
                        store.tokens(),
                        new NoDoor(),
                        CLOCK)) {
            for (String command : READING) {
                served.put(
                        command,
                        Shown.with()
                                .env("ATTUNE_SERVER", server.url())
                                .env("ATTUNE_TOKEN", tokens.admin())
                                .run(command.split(" ", -1)));
            }
        }
        for (String command : READING) {
            List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
            words.addAll(List.of("--data", data.root().toString()));
            Shown offline = Shown.run(words.toArray(new String[0]));
            Shown online = served.get(command);
            assertThat(offline.out()).as(command).isEqualTo(online == null ? "" : online.out());
            assertThat(offline.code()).as(command).isEqualTo(online == null ? -1 : online.code());
        }
        assertThat(served.get("study list -o csv"))
                .isNotNull()
                .satisfies(shown -> assertThat(shown.out()).contains("digits,ACTIVE,2,0.95,1,accuracy"));
        assertThat(served.get("trial metrics digits 1 loss -o csv"))
                .isNotNull()
                .satisfies(shown ->
                        assertThat(shown.out().getBytes(StandardCharsets.UTF_8)).isNotEmpty());
        assertThat(served.values().stream().map(Shown::code)).containsOnly(0, 5);
    }
}
