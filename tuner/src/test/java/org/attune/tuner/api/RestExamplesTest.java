package org.attune.tuner.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the programs of {@code examples/rest} against the real control plane and store. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RestExamplesTest {

    private static final Pattern BEST = Pattern.compile("best ([0-9]+) ([-0-9.eE]+) .*");

    @TempDir
    static Path folder;

    private static Live live;

    @BeforeAll
    static void start() {
        live = new Live(folder);
    }

    @AfterAll
    static void stop() {
        live.close();
    }

    private static Path example(String name) {
        Path file = Path.of("examples/rest", name);
        return Files.exists(file) ? file : Path.of("..").resolve(file);
    }

    private static boolean there(String program) {
        for (String place : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (Files.isExecutable(Path.of(place, program))) {
                return true;
            }
        }
        return false;
    }

    /** Runs it on a study of its own; what it prints must be what the server says. */
    private static void sweep(String study, int trials, String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(command));
        words.add(study);
        Path output = folder.resolve(study + ".txt");
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile());
        builder.environment().put("ATTUNE_API", live.url() + "/api/v1");
        builder.environment().put("ATTUNE_TOKEN_FILE", live.data.adminToken().toString());
        builder.environment().putIfAbsent("HOME", folder.toString());
        Process process = builder.start();
        boolean ended;
        try {
            ended = process.waitFor(300, TimeUnit.SECONDS);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(ended).as(text).isTrue();
        assertThat(process.exitValue()).as(text).isZero();
        Matcher best = BEST.matcher(text.strip());
        assertThat(best.matches()).as(text).isTrue();
        var said = live.get("/api/v1/studies/" + study).json();
        assertThat(said.path("state").asText()).isEqualTo("SUCCEEDED");
        assertThat(said.path("trials").path("succeeded").asInt()).isEqualTo(trials);
        assertThat(said.path("best").path("trial").asInt()).isEqualTo(Integer.parseInt(best.group(1)));
        assertThat(said.path("best").path("metrics").path("loss").asDouble())
                .isEqualTo(Double.parseDouble(best.group(2)));
    }

    @Test
    void python_sweeps() throws Exception {
        Assumptions.assumeTrue(there("python3"), "python3 is missing: its example is not run");
        sweep("in-python", 20, "python3", example("sweep.py").toString());
    }

    @Test
    void the_shell_sweeps_with_curl_and_jq() throws Exception {
        Assumptions.assumeTrue(
                there("curl") && there("jq") && there("sh"), "curl or jq is missing: its example is not run");
        sweep("in-shell", 5, "sh", example("sweep.sh").toString());
    }

    @Test
    void node_sweeps() throws Exception {
        Assumptions.assumeTrue(there("node"), "node is missing: its example is not run");
        sweep("in-node", 20, "node", example("sweep.mjs").toString());
    }

    @Test
    void java_sweeps() throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        sweep("in-java", 20, java.toString(), example("Sweep.java").toString());
    }

    @Test
    void go_sweeps() throws Exception {
        Assumptions.assumeTrue(there("go"), "go is missing: its example is not run");
        sweep("in-go", 20, "go", "run", example("sweep.go").toString());
    }
}
