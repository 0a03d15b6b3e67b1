package org.attune.tuner.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.attune.tuner.config.DataDirectory;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TokensTest {

    @TempDir
    Path folder;

    @Test
    void tokens_are_written_for_their_owner_alone_and_stay_the_same() throws IOException {
        DataDirectory data = DataDirectory.at(folder.resolve("data"));
        Tokens first = Tokens.open(data);
        for (String name : new String[] {"admin.token", "agent.token", "token.secret"}) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(data.root().resolve(name))))
                    .as(name)
                    .isEqualTo("rw-------");
        }
        assertThat(Files.readString(data.adminToken()).strip()).isEqualTo(first.admin());
        assertThat(first.admin()).matches("att_[0-9a-f]{8}_[0-9a-f]{64}").isNotEqualTo(first.agent());
        Tokens second = Tokens.open(data);
        assertThat(second.admin()).isEqualTo(first.admin());
        assertThat(second.check(first.forTrial("abcdefg2", 7))).isPresent();
        try (var files = Files.list(data.root())) {
            assertThat(files.filter(f -> f.toString().endsWith(".new"))).isEmpty();
        }
    }

    @Test
    void a_token_file_that_others_can_read_is_refused() throws IOException {
        DataDirectory data = DataDirectory.at(folder);
        Tokens.open(data);
        Files.setPosixFilePermissions(data.adminToken(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> Tokens.open(data))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("chmod 600");
        Files.setPosixFilePermissions(data.adminToken(), PosixFilePermissions.fromString("rw-------"));
        Files.writeString(data.adminToken(), "nothing");
        assertThatThrownBy(() -> Tokens.open(data)).hasMessageContaining("holds no token");
    }

    @Test
    void a_token_is_known_by_all_of_its_bytes() throws IOException {
        Tokens tokens = Tokens.open(DataDirectory.at(folder));
        assertThat(tokens.check(tokens.admin()).orElseThrow().scope()).isEqualTo(Scope.ADMIN);
        assertThat(tokens.check(tokens.agent()).orElseThrow().scope()).isEqualTo(Scope.AGENT);
        String trial = tokens.forTrial("abcdefg2", 7);
        assertThat(tokens.check(trial).orElseThrow().own()).isEqualTo(new Caller.OwnTrial("abcdefg2", 7));
        for (String good : new String[] {tokens.admin(), tokens.agent(), trial}) {
            for (int i = 0; i < good.length(); i++) {
                char other = good.charAt(i) == '3' ? '4' : '3';
                String bad = good.substring(0, i) + other + good.substring(i + 1);
                assertThat(tokens.check(bad)).as(bad).isEmpty();
            }
            assertThat(tokens.check(good + "0")).isEmpty();
            assertThat(tokens.check(good.substring(1))).isEmpty();
        }
        assertThat(tokens.check("")).isEmpty();
        assertThat(tokens.check("a".repeat(100_000))).isEmpty();
        Tokens others = Tokens.open(DataDirectory.at(folder.resolve("other")));
        assertThat(others.check(trial)).isEmpty();
    }
}
