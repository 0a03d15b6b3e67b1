package org.attune.tuner.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples of {@code docs/rest.md} as they stand there. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DocumentedExamplesTest {

    private static final Pattern EXAMPLE =
            Pattern.compile("<!-- example: (\\w+) -->\\R```\\w+\\R(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    private static String example(String name) throws IOException {
        Path page = Path.of("docs/rest.md");
        Matcher example = EXAMPLE.matcher(
                Files.readString(Files.exists(page) ? page : Path.of("..").resolve(page)));
        while (example.find()) {
            if (example.group(1).equals(name)) {
                return example.group(2);
            }
        }
        throw new AssertionError("docs/rest.md has no example " + name);
    }

    private static boolean there(String program) {
        for (String place : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (Files.isExecutable(Path.of(place, program))) {
                return true;
            }
        }
        return false;
    }

    private String run(Served served, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(List.of(command)).redirectErrorStream(true);
        builder.environment().put("ATTUNE_API", served.url + "/api/v1");
        builder.environment().put("ATTUNE_TOKEN_FILE", served.data.adminToken().toString());
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        Path output = folder.resolve("output");
        builder.redirectOutput(output.toFile());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("ends within a minute")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }

    @Test
    void the_shell_example_works() throws Exception {
        Assumptions.assumeTrue(there("curl") && there("sh"), "curl or sh is missing: the shell example is not run");
        try (Served served = new Served(folder.resolve("data"))) {
            String script = "set -e\n"
                    + example("shell")
                            .replace("http://127.0.0.1:8080", served.url)
                            .replace(
                                    "~/.local/share/attune/admin.token",
                                    served.data.adminToken().toString());
            String text = run(served, "sh", "-c", script);
            assertThat(text)
                    .contains("\"shouldStop\":false")
                    .contains("\"succeeded\":1")
                    .contains("\"loss\":0.25");
        }
    }

    @Test
    void the_python_example_runs_a_whole_sweep() throws Exception {
        Assumptions.assumeTrue(there("python3"), "python3 is missing: the Python example is not run");
        try (Served served = new Served(folder.resolve("data"))) {
            Path script = Files.writeString(folder.resolve("sweep.py"), example("python"));
            String text = run(served, "python3", script.toString());
            assertThat(text).contains("{'x': ");
            assertThat(served.get("/api/v1/studies/quadratic")
                            .json()
                            .path("state")
                            .asText())
                    .isEqualTo("SUCCEEDED");
            assertThat(served.get("/api/v1/studies/quadratic/trials")
                            .json()
                            .path("totalSize")
                            .asInt())
                    .isEqualTo(20);
        }
    }
}
