package org.attune.tuner.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A trial that prints nothing and reports through the API, with the token that it alone was given. */
@Tag("process")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReportsFromInsideTest {

    private static final String SPEC = """
            study: inside
            objective: {metric: loss, goal: minimize}
            parameters:
              x: {type: float, min: 0, max: 1}
            strategy: {type: random, seed: 5}
            maxTrials: 1
            trial:
              command: [%s, -XX:TieredStopAtLevel=1, -cp, "%s", %s, trial, report, --step, "3", loss=0.125]
              args: none
              files: none
            """;

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void what_a_trial_reports_with_its_own_token_is_its_result() throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Path spec =
                Files.writeString(folder.resolve("study.yaml"), SPEC.formatted(java, classPath, Main.class.getName()));
        Path data = folder.resolve("data");
        try (AttuneProcess run =
                AttuneProcess.start(folder, Map.of(), "run", spec.toString(), "--data", data.toString())) {
            assertThat(run.waitFor(Duration.ofSeconds(90))).as(run.output()).isZero();
        }
        try (AttuneProcess list = AttuneProcess.start(
                folder, Map.of(), "trial", "list", "inside", "--data", data.toString(), "-o", "ndjson")) {
            assertThat(list.waitFor(Duration.ofSeconds(60))).as(list.output()).isZero();
            JsonNode trial = AttuneProcess.JSON.readTree(list.output());
            assertThat(trial.path("metrics").path("loss").asDouble()).isEqualTo(0.125);
            assertThat(trial.path("step").asLong()).isEqualTo(3);
        }
        try (Stream<Path> files = Files.walk(data.resolve("studies"))) {
            List<Path> tokens = files.filter(file -> file.endsWith("token")).toList();
            assertThat(tokens).hasSize(1);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tokens.get(0))))
                    .isEqualTo("rw-------");
        }
    }
}
