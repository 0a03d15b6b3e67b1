package org.attune.tuner.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Studies with several objectives, outcome constraints, noise and a warm start, run as people run them. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SearchedStudiesTest {

    private static final String FIRST = """
            study: first
            objective: {metric: cost, goal: minimize}
            parameters:
              a: {type: int, min: 1, max: 9}
              b: {type: int, min: 1, max: 9}
            strategy: {type: tpe, seed: 5}
            noise: high
            maxTrials: 12
            parallelism: 2
            trial: {runtime: process, files: none, command: [sh, -c, "echo cost=$$((${a} * ${a})) gain=$$((${b} - ${a}))"]}
            """;

    private static final String SECOND = """
            study: second
            objectives: [{metric: cost, goal: minimize}, {metric: gain, goal: maximize}]
            outcomeConstraints: ["gain >= 0"]
            warmStart: [first]
            parameters:
              a: {type: int, min: 1, max: 6}
              b: {type: int, min: 1, max: 9}
            strategy: {type: random, seed: 5}
            failures: infeasible
            maxTrials: 14
            parallelism: 2
            trial: {runtime: process, files: none, command: [sh, -c, "echo cost=$$((${a} * ${a})) gain=$$((${b} - ${a}))"]}
            """;

    @TempDir
    Path folder;

    private String attune(int exit, String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data", folder.resolve("data").toString()));
        try (AttuneProcess process = AttuneProcess.start(folder, Map.of(), all.toArray(String[]::new))) {
            assertThat(process.waitFor(Duration.ofSeconds(120)))
                    .as(process.output())
                    .isEqualTo(exit);
            return process.output();
        }
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void what_a_study_may_ask_of_its_search_works_from_spec_to_result() throws Exception {
        Path first = Files.writeString(folder.resolve("first.yaml"), FIRST);
        Path second = Files.writeString(folder.resolve("second.yaml"), SECOND);
        assertThat(attune(3, "run", second.toString())).contains("there is no study first");
        attune(0, "run", first.toString());
        attune(0, "run", second.toString());

        String events = attune(0, "study", "events", "second");
        assertThat(events)
                .containsPattern("warm start: [0-9]+ of the 12 ended trials of first are points of this space");
        JsonNode front = AttuneProcess.JSON
                .readTree(attune(0, "best", "second", "-o", "json"))
                .path("trials");
        List<JsonNode> trials = new ArrayList<>();
        for (String line :
                attune(0, "trial", "list", "second", "-o", "ndjson").strip().split("\n")) {
            trials.add(AttuneProcess.JSON.readTree(line));
        }
        assertThat(trials).hasSize(14);
        for (JsonNode trial : trials) {
            long gain = trial.path("parameters").path("b").asLong()
                    - trial.path("parameters").path("a").asLong();
            assertThat(trial.path("state").asText()).isEqualTo(gain >= 0 ? "SUCCEEDED" : "INFEASIBLE");
        }
        List<Integer> expected = trials.stream()
                .filter(trial -> trial.path("state").asText().equals("SUCCEEDED"))
                .filter(trial -> trials.stream().noneMatch(other -> better(other, trial)))
                .map(trial -> trial.path("number").asInt())
                .toList();
        List<Integer> shown = new ArrayList<>();
        front.forEach(trial -> shown.add(trial.path("number").asInt()));
        assertThat(shown).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(attune(0, "study", "show", "second"))
                .contains("Pareto front: " + shown.size() + (shown.size() == 1 ? " trial" : " trials"));
    }

    private static boolean better(JsonNode a, JsonNode b) {
        double cost = a.path("metrics").path("cost").asDouble()
                - b.path("metrics").path("cost").asDouble();
        double gain = a.path("metrics").path("gain").asDouble()
                - b.path("metrics").path("gain").asDouble();
        return a.path("state").asText().equals("SUCCEEDED") && cost <= 0 && gain >= 0 && (cost < 0 || gain > 0);
    }
}
