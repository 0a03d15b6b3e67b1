package org.attune.tuner.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.attune.tuner.store.Samples.T0;
import static org.attune.tuner.store.Samples.ended;
import static org.attune.tuner.store.Samples.trialCreated;
import static org.attune.tuner.store.StudyStoreContract.done;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.attune.cluster.gang.Epoch;
import org.attune.tuner.config.DataDirectory;
import org.attune.tuner.study.StudyChange;
import org.attune.tuner.study.TrialState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup is made while others write, and becomes a store again. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StoreBackupTest {

    private static final String UID = "ab12cd34";
    private static final String BLOB = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    @TempDir
    Path folder;

    private DataDirectory directory;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = DataDirectory.at(folder.resolve("old"));
        directory.create();
        Files.createDirectories(directory.blobs());
        Files.writeString(directory.blob(BLOB), "hello", StandardCharsets.UTF_8);
    }

    private SqlStudyStore open() {
        return SqlStudyStore.open(directory.store(), SqlStudyStoreTest.CLOCK);
    }

    @Test
    void it_holds_all_that_was_durable_when_it_began_and_opens_elsewhere() throws Exception {
        Path file = folder.resolve("backup.zip");
        AtomicInteger acknowledged = new AtomicInteger();
        int before;
        try (SqlStudyStore store = open()) {
            Epoch epoch = store.raiseEpoch();
            done(store.commit(epoch, UID, List.of(Samples.created("digits", UID))));
            List<CompletionStage<Long>> writes = new ArrayList<>();
            for (int trial = 1; trial <= 300; trial++) {
                writes.add(store.commit(
                                epoch, UID, List.of(trialCreated(trial), ended(trial, TrialState.QUEUED, trial)))
                        .whenComplete((seq, failure) -> acknowledged.incrementAndGet()));
                if (trial == 100) {
                    done(writes.get(99));
                }
            }
            before = acknowledged.get();
            store.backup(directory, file, () -> true);
            writes.forEach(StudyStoreContract::done);
        }
        DataDirectory restored = DataDirectory.at(folder.resolve("new"));
        StoreBackup.Restored found = StoreBackup.restore(file, restored, SqlStudyStoreTest.CLOCK);
        assertThat(found.studies()).isEqualTo(1);
        assertThat(found.trials()).isBetween((long) before, 300L);
        assertThat(found.blobs()).isEqualTo(1);
        assertThat(Files.readString(restored.blob(BLOB))).isEqualTo("hello");
        try (SqlStudyStore store = SqlStudyStore.open(restored.store(), SqlStudyStoreTest.CLOCK)) {
            StoredStudy study = store.load("digits").orElseThrow();
            for (int i = 0; i < study.trials().size(); i++) {
                assertThat(study.trials().get(i).number()).isEqualTo(i + 1);
                assertThat(study.trials().get(i).state()).isEqualTo(TrialState.SUCCEEDED);
            }
            Epoch epoch = store.raiseEpoch();
            int next = study.trials().size() + 1;
            done(store.commit(epoch, UID, List.of(trialCreated(next), new StudyChange.Noted(next, "NOTE", "on", T0))));
        }
        assertThat(leftIn(folder)).containsExactlyInAnyOrder("old", "new", "backup.zip");
    }

    @Test
    void nothing_is_left_of_one_that_was_cancelled() throws IOException {
        try (SqlStudyStore store = open()) {
            assertThatThrownBy(() -> store.backup(directory, folder.resolve("b.zip"), () -> false))
                    .isInstanceOf(StoreBackup.Cancelled.class);
        }
        assertThat(leftIn(folder)).containsExactly("old");
    }

    @Test
    void only_a_backup_is_restored_and_never_over_a_store() throws IOException {
        Path file = folder.resolve("backup.zip");
        try (SqlStudyStore store = open()) {
            store.backup(directory, file, () -> true);
        }
        assertThatThrownBy(() -> StoreBackup.restore(file, directory, SqlStudyStoreTest.CLOCK))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has a store already");
        DataDirectory other = DataDirectory.at(folder.resolve("other"));
        byte[] whole = Files.readAllBytes(file);
        for (int cut : new int[] {0, 10, whole.length / 2}) {
            Path broken = Files.write(folder.resolve("broken.zip"), java.util.Arrays.copyOf(whole, cut));
            assertThatThrownBy(() -> StoreBackup.restore(broken, other, SqlStudyStoreTest.CLOCK))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(other.hasStore()).isFalse();
        }
        Path foreign = folder.resolve("foreign.zip");
        try (var out = new java.util.zip.ZipOutputStream(Files.newOutputStream(foreign))) {
            out.putNextEntry(new java.util.zip.ZipEntry("../../evil.sh"));
            out.closeEntry();
            out.putNextEntry(new java.util.zip.ZipEntry("store/attune.mv.db"));
            out.closeEntry();
        }
        assertThatThrownBy(() -> StoreBackup.restore(foreign, other, SqlStudyStoreTest.CLOCK))
                .hasMessageContaining("../../evil.sh");
        assertThat(folder.resolveSibling("evil.sh")).doesNotExist();
        assertThat(StoreBackup.restore(file, other, SqlStudyStoreTest.CLOCK).studies())
                .isZero();
    }

    private static List<String> leftIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
