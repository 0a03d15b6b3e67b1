package org.attune.tuner.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.attune.runner.worker.AttemptId;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DataDirectoryTest {

    @TempDir
    Path folder;

    @Test
    void the_standard_place_follows_xdg() {
        Path home = Path.of("/home/ada");
        assertThat(DataDirectory.standard(Map.of(), home).root()).isEqualTo(home.resolve(".local/share/attune"));
        assertThat(DataDirectory.standard(Map.of("XDG_DATA_HOME", "/data"), home)
                        .root())
                .isEqualTo(Path.of("/data/attune"));
        assertThat(DataDirectory.standard(Map.of("XDG_DATA_HOME", "relative"), home)
                        .root())
                .isEqualTo(home.resolve(".local/share/attune"));
    }

    @Test
    void paths_are_where_the_architecture_says() {
        DataDirectory data = DataDirectory.at(Path.of("/d"));
        AttemptId attempt = new AttemptId("ab12cd34", 7, 2);
        assertThat(data.standardOutput(attempt, 3)).isEqualTo(Path.of("/d/logs/ab12cd34/7/a2/r3.out"));
        assertThat(data.standardError(attempt, 3)).isEqualTo(Path.of("/d/logs/ab12cd34/7/a2/r3.err"));
        assertThat(data.checkpoints("ab12cd34", 7)).isEqualTo(Path.of("/d/studies/ab12cd34/7/checkpoints"));
        assertThat(data.blob("0".repeat(64))).isEqualTo(Path.of("/d/blobs/sha256/" + "0".repeat(64)));
        assertThat(data.agent("gpu-1")).isEqualTo(Path.of("/d/agents/gpu-1"));
    }

    @Test
    void no_name_leads_out_of_the_folder() {
        DataDirectory data = DataDirectory.at(folder);
        for (String name : new String[] {"", ".", "..", "../x", "a/b", "x\0", "/etc"}) {
            assertThatThrownBy(() -> data.study(name)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> data.blob(name)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> data.agent(name)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> data.trial("ab12cd34", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void it_is_created_for_its_owner_only() throws Exception {
        DataDirectory data = DataDirectory.at(folder.resolve("new/attune"));
        data.create();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.root())))
                .isEqualTo("rwx------");
        data.create();
    }

    @Test
    void one_owner_at_a_time_and_the_others_hear_who_it_is() {
        DataDirectory data = DataDirectory.at(folder);
        assertThat(data.isLocked()).isFalse();
        try (DataDirectory.Lock lock = data.lock("server", Duration.ZERO)) {
            assertThat(lock).isNotNull();
            assertThat(data.isLocked()).isTrue();
            assertThatThrownBy(() -> DataDirectory.at(folder).lock("reading", Duration.ofMillis(30)))
                    .isInstanceOf(DataDirectoryBusy.class)
                    .hasMessageContaining(ProcessHandle.current().pid() + " (server)");
        }
        assertThat(data.isLocked()).isFalse();
        data.lock("reading", Duration.ZERO).close();
    }

    @Test
    void another_process_that_holds_it_is_named_and_its_death_frees_it() throws Exception {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Holder.class.getName(),
                        folder.toString())
                .start();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("held");
            DataDirectory data = DataDirectory.at(folder);
            assertThat(data.isLocked()).isTrue();
            assertThatThrownBy(() -> data.lock("reading", Duration.ZERO))
                    .isInstanceOf(DataDirectoryBusy.class)
                    .hasMessageContaining("process " + holder.pid() + " (server)");
            holder.destroyForcibly();
            assertThat(holder.waitFor(10, TimeUnit.SECONDS)).isTrue();
            data.lock("reading", Duration.ofSeconds(2)).close();
        } finally {
            holder.destroyForcibly();
        }
    }

    /** Holds the lock until it is killed. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] args) throws Exception {
            DataDirectory.Lock lock = DataDirectory.at(Path.of(args[0])).lock("server", Duration.ZERO);
            System.out.println("held");
            while (System.in.read() >= 0) {
                // until killed, or the parent is gone
            }
            lock.close();
        }
    }
}
