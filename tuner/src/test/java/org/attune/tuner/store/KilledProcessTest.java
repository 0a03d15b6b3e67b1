package org.attune.tuner.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.attune.tuner.store.StudyStoreContract.done;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.attune.cluster.gang.Epoch;
import org.attune.tuner.config.DataDirectory;
import org.attune.tuner.store.view.EventView;
import org.attune.tuner.study.StudyChange;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A child process writes and prints each commit that was acknowledged; it is killed at a random moment, again and
 * again on the same store. {@code -Dattune.kills=100} kills more often, {@code -Dattune.seed=N} repeats the random
 * choices.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class KilledProcessTest {

    private static final int KILLS = Integer.getInteger("attune.kills", 8);
    private static final int CALLERS = 8;

    @TempDir
    Path folder;

    @Test
    @Timeout(240)
    void kill_9_loses_no_acknowledged_commit() throws Exception {
        long seed = Long.getLong("attune.seed", System.nanoTime());
        System.out.println("killed processes: attune.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Set<String> acknowledged = new HashSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            acknowledged.addAll(writeUntilKilled(random.nextInt(400)));
            assertThat(stored()).as("after kill %d", kill + 1).containsAll(acknowledged);
        }
        assertThat(acknowledged).hasSizeGreaterThan(KILLS);
    }

    /** Reads through the door of the offline command line. */
    private Set<String> stored() {
        Set<String> texts = new HashSet<>();
        try (StudyQueries queries = StudyQueries.openReadOnly(DataDirectory.at(folder), Duration.ofSeconds(5))
                .orElseThrow()) {
            String token = null;
            do {
                var page = queries.events("digits", null, StudyQueries.MAX_PAGE, token)
                        .orElseThrow();
                texts.addAll(page.events().stream().map(EventView::text).collect(Collectors.toSet()));
                token = page.nextPageToken();
            } while (token != null);
        }
        return texts;
    }

    private Set<String> writeUntilKilled(int lines) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Child.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        Set<String> acknowledged = new HashSet<>();
        StringBuilder other = new StringBuilder();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith("ack ") && line.endsWith(".")) {
                    acknowledged.add(line.substring(4));
                } else {
                    other.append(line).append('\n');
                }
                if (acknowledged.size() >= Math.max(1, lines)) {
                    // not Process.destroyForcibly, which would close the pipe and lose what was printed
                    child.toHandle().destroyForcibly();
                }
            }
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).as(other.toString()).isEqualTo(137);
        return acknowledged;
    }

    /** Writes for ever. */
    static final class Child {

        private Child() {}

        public static void main(String[] args) {
            DataDirectory directory = DataDirectory.at(Path.of(args[0]));
            DataDirectory.Lock lock = directory.lock("child", Duration.ofSeconds(10));
            SqlStudyStore store = SqlStudyStore.open(directory.store(), InstantSource.system());
            Epoch epoch = store.raiseEpoch();
            if (store.load("digits").isEmpty()) {
                done(store.commit(epoch, "ab12cd34", List.of(Samples.created("digits", "ab12cd34"))));
            }
            for (int i = 0; i < CALLERS; i++) {
                String name = lock.getClass().getSimpleName()
                        + ProcessHandle.current().pid() + "-" + i + "-";
                new Thread(() -> {
                            for (int n = 0; ; n++) {
                                String text = name + n + ".";
                                done(store.commit(
                                        epoch, "ab12cd34", List.of(new StudyChange.Noted(0, "NOTE", text, n))));
                                System.out.println("ack " + text);
                            }
                        })
                        .start();
            }
        }
    }
}
