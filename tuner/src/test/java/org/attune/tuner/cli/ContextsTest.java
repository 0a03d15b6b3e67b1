package org.attune.tuner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers by name. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ContextsTest {

    private static final String ME =
            "{\"name\": \"ci\", \"scope\": \"write\", \"expireTime\": \"2027-01-01T00:00:00Z\"}";

    @TempDir
    Path home;

    private Shown run(String... words) {
        return Shown.with().env("HOME", home.toString()).run(words);
    }

    @Test
    void a_login_is_kept_and_asked_from_then_on_unless_a_directory_is_named() throws IOException {
        try (ScriptedServer server = new ScriptedServer()) {
            server.on("GET me", ME);
            server.on("GET studies", "{\"studies\": [], \"totalSize\": 0}");
            Shown login = Shown.with()
                    .env("HOME", home.toString())
                    .input("att_secret\n")
                    .run("login", server.url(), "--name", "lab");
            assertThat(login.code()).as(login.err()).isZero();
            Path file = home.resolve(".config/attune/contexts.json");
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(run("context", "list", "-o", "json").out())
                    .contains("\"lab\"")
                    .contains(server.url())
                    .doesNotContain("att_secret");
            assertThat(run("whoami").out()).contains("ci").contains("write").contains(server.url());
            assertThat(run("ps").code()).isZero();
            assertThat(server.requests)
                    .anyMatch(request -> request.authorization().equals("Bearer att_secret"));
            assertThat(run("whoami", "--data", home.resolve("none").toString()).code())
                    .isEqualTo(ExitCode.UNREACHABLE);
            assertThat(run("logout").code()).isZero();
            assertThat(run("whoami").code()).isEqualTo(ExitCode.UNREACHABLE);
        }
    }

    @Test
    void contexts_are_added_chosen_and_removed() {
        assertThat(run("context", "add", "one", "--server", "https://one:8080").code())
                .isZero();
        assertThat(run("context", "add", "two", "--server", "https://two:8080").code())
                .isZero();
        assertThat(run("context", "use", "one").err()).contains("https://one:8080");
        assertThat(run("context", "list", "-o", "name").out()).isEqualTo("one\ntwo\n");
        Shown near = run("context", "use", "ome");
        assertThat(near.code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(near.err()).contains("did you mean \"one\"");
        assertThat(run("context", "remove", "one").code()).isZero();
        assertThat(run("context", "list", "-o", "name").out()).isEqualTo("two\n");
        assertThat(run("context", "add", "bad name", "--server", "https://x").code())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void a_file_that_others_can_read_is_refused() throws IOException {
        run("context", "add", "one", "--server", "https://one:8080");
        Path file = home.resolve(".config/attune/contexts.json");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Shown refused = run("ps");
        assertThat(refused.code()).isEqualTo(ExitCode.FORBIDDEN);
        assertThat(refused.err()).contains("chmod 600");
    }
}
