package org.attune.tuner.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.attune.tuner.store.StudyStoreContract.done;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.attune.cluster.gang.Epoch;
import org.attune.runner.worker.MetricPoint;
import org.attune.tuner.study.StudyChange;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What H2 needs from us: settings, users, a full disk, and the writer's own promises. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StoreWriterTest {

    private static final String UID = "ab12cd34";

    @TempDir
    Path folder;

    @Test
    void after_a_full_disk_the_store_comes_back_by_itself_with_every_acknowledged_commit() {
        RecordingDisk.register();
        H2Database database = H2Database.at("jdbc:h2:journaled:rec:memFS:full", ";FILE_LOCK=NO");
        List<String> acknowledged = new ArrayList<>();
        try (SqlStudyStore store = SqlStudyStore.open(database, SqlStudyStoreTest.CLOCK)) {
            Epoch epoch = store.raiseEpoch();
            done(store.commit(epoch, UID, List.of(Samples.created("digits", UID))));
            for (int i = 0; i < 20; i++) {
                acknowledged.add(note(store, epoch, "before " + i));
            }
            RecordingDisk.tape("full").full(true);
            assertThatThrownBy(() -> note(store, epoch, "lost")).isInstanceOfAny(OutcomeUnknown.class, StoreBusy.class);
            assertThatThrownBy(() -> note(store, epoch, "refused")).isInstanceOf(StoreBusy.class);
            RecordingDisk.tape("full").full(false);
            await().atMost(Duration.ofSeconds(20))
                    .ignoreExceptionsInstanceOf(StoreBusy.class)
                    .until(() -> acknowledged.add(note(store, epoch, "after")));
            assertThat(store.queries()
                            .events("digits", null, 100, null)
                            .orElseThrow()
                            .events())
                    .extracting(e -> e.text())
                    .containsAll(acknowledged)
                    .doesNotContain("refused");
        } finally {
            RecordingDisk.forget("full");
        }
    }

    private static String note(StudyStore store, Epoch epoch, String text) {
        done(store.commit(epoch, UID, List.of(new StudyChange.Noted(0, "NOTE", text, 1))));
        return text;
    }

    @Test
    void callers_that_wait_at_once_share_one_sync() {
        RecordingDisk.register();
        H2Database database = H2Database.at("jdbc:h2:journaled:rec:memFS:group", ";FILE_LOCK=NO");
        try (SqlStudyStore store = SqlStudyStore.open(database, SqlStudyStoreTest.CLOCK)) {
            Epoch epoch = store.raiseEpoch();
            done(store.commit(epoch, UID, List.of(Samples.created("digits", UID))));
            long before = RecordingDisk.tape("group").forces();
            List<CompletableFuture<Long>> all = Stream.generate(
                            () -> store.commit(epoch, UID, List.of(new StudyChange.Noted(0, "NOTE", "x", 1)))
                                    .toCompletableFuture())
                    .limit(2_000)
                    .toList();
            all.forEach(StudyStoreContract::done);
            assertThat(all)
                    .extracting(CompletableFuture::join)
                    .doesNotHaveDuplicates()
                    .isSorted();
            assertThat(RecordingDisk.tape("group").forces() - before).isBetween(4L, 500L);
        } finally {
            RecordingDisk.forget("group");
        }
    }

    @Test
    void a_slow_dependent_does_not_hold_up_the_writer_and_a_full_queue_is_said() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (SqlStudyStore store = SqlStudyStore.open(folder, SqlStudyStoreTest.CLOCK)) {
            Epoch epoch = store.raiseEpoch();
            done(store.commit(epoch, UID, List.of(Samples.created("digits", UID))));
            CompletableFuture<Void> blocked = blockAnswers(store, epoch, release);
            store.commit(epoch, UID, List.of(new StudyChange.Noted(0, "NOTE", "second", 1)));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> store.queries().events("digits", null, 1_000, null).orElseThrow().events().stream()
                            .anyMatch(event -> event.text().equals("second")));
            assertThat(blocked).isNotDone();
            List<CompletableFuture<Long>> flood = new ArrayList<>();
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                flood.add(store.commit(epoch, UID, List.of(new StudyChange.Noted(0, "NOTE", "more", 1)))
                        .toCompletableFuture());
                return flood.get(flood.size() - 1).isCompletedExceptionally() || flood(store, epoch, flood);
            });
            release.countDown();
            CompletableFuture<Long> refused = flood.get(flood.size() - 1);
            assertThatThrownBy(() -> done(refused))
                    .isInstanceOf(StoreBusy.class)
                    .hasMessageContaining("10000");
            for (CompletableFuture<Long> one : flood.subList(0, flood.size() - 1)) {
                done(one);
            }
        }
    }

    /** A dependent that blocks the thread of the answers: one that was attached before its commit was answered. */
    private static CompletableFuture<Void> blockAnswers(StudyStore store, Epoch epoch, CountDownLatch release) {
        Thread test = Thread.currentThread();
        while (true) {
            CountDownLatch entered = new CountDownLatch(1);
            CompletableFuture<Void> dependent = store.commit(
                            epoch, UID, List.of(new StudyChange.Noted(0, "NOTE", "first", 1)))
                    .toCompletableFuture()
                    .thenAccept(seq -> {
                        if (Thread.currentThread() != test) {
                            entered.countDown();
                            assertThat(uninterrupted(release, 120)).isTrue();
                        }
                    });
            if (!dependent.isDone()) {
                assertThat(uninterrupted(entered, 20)).isTrue();
                return dependent;
            }
        }
    }

    private static boolean uninterrupted(CountDownLatch latch, int seconds) {
        try {
            return latch.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Adds until one is refused at once, at most some thousands. */
    private static boolean flood(StudyStore store, Epoch epoch, List<CompletableFuture<Long>> flood) {
        for (int i = 0; i < 5_000; i++) {
            flood.add(store.commit(epoch, UID, List.of(new StudyChange.Noted(0, "NOTE", "more", 1)))
                    .toCompletableFuture());
            if (flood.get(flood.size() - 1).isCompletedExceptionally()) {
                return true;
            }
        }
        return false;
    }

    @Test
    void readers_can_change_neither_rows_nor_settings() throws SQLException {
        H2Database database = H2Database.in(folder);
        try (SqlStudyStore store = SqlStudyStore.open(folder, SqlStudyStoreTest.CLOCK);
                Connection reader = database.openReader();
                Statement sql = reader.createStatement()) {
            assertThat(store.raiseEpoch().value()).isEqualTo(1);
            for (String text : List.of(
                    "SET WRITE_DELAY 500", "UPDATE control SET epoch = 9", "DELETE FROM study", "CHECKPOINT SYNC")) {
                assertThatThrownBy(() -> sql.execute(text)).as(text).isInstanceOf(SQLException.class);
            }
            assertThatThrownBy(() -> H2Database.at("jdbc:h2:journaled:" + folder.resolve("attune"), ";WRITE_DELAY=500")
                            .openReader())
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void a_changed_write_delay_is_noticed() throws SQLException {
        H2Database database = H2Database.in(folder);
        try (Connection writer = database.openWriter();
                Statement sql = writer.createStatement()) {
            database.checkSettings(writer);
            sql.execute("SET WRITE_DELAY 500");
            assertThatThrownBy(() -> database.checkSettings(writer))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("WRITE_DELAY is 500");
        }
    }

    @Test
    void a_store_of_a_newer_program_is_refused_with_both_versions() throws SQLException {
        SqlStudyStore.open(folder, SqlStudyStoreTest.CLOCK).close();
        try (Connection writer = H2Database.in(folder).openWriter();
                Statement sql = writer.createStatement()) {
            sql.execute("UPDATE \"flyway_schema_history\" SET \"version\" = '99' WHERE \"version\" = '1'");
        }
        assertThatThrownBy(() -> SqlStudyStore.open(folder, SqlStudyStoreTest.CLOCK))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("schema 99")
                .hasMessageContaining("schema " + Schema.VERSION);
    }

    @Test
    void the_schema_version_is_that_of_the_newest_migration() throws Exception {
        Path migrations =
                Path.of(StoreWriterTest.class.getResource("/db/migration").toURI());
        try (Stream<Path> files = Files.list(migrations)) {
            assertThat(files.map(file -> file.getFileName().toString().replaceAll("^V(\\d+)__.*\\.sql$", "$1")))
                    .contains(Integer.toString(Schema.VERSION))
                    .allSatisfy(v -> assertThat(Integer.parseInt(v)).isBetween(1, Schema.VERSION));
        }
    }

    @Test
    void texts_inside_rows_keep_their_form() {
        assertThat(RowJson.write(Samples.gang(new Epoch(3))))
                .isEqualTo("{\"epoch\":{\"value\":3},\"places\":[{\"rank\":0,\"node\":\"node-1\",\"incarnation\":77,"
                        + "\"devices\":[\"GPU-1\"]},{\"rank\":1,\"node\":\"node-2\","
                        + "\"incarnation\":78,\"devices\":[]}]}");
        assertThat(RowJson.write(Samples.failure()))
                .isEqualTo("{\"firstRank\":1,\"first\":{\"kind\":\"SIGNAL\",\"exitCode\":-1,\"signal\":11,"
                        + "\"cause\":\"rank 1 was ended by signal 11\",\"lastLines\":[\"oh\",\"no\"]},"
                        + "\"stopped\":false,\"parseReport\":\"no points\",\"alsoPrinted\":[],\"ranks\":[]}");
        String metrics = RowJson.write(Samples.result(Double.NaN).metrics());
        assertThat(metrics).isEqualTo("{\"accuracy\":\"NaN\",\"loss\":\"Infinity\"}");
        assertThat(RowJson.metrics(metrics))
                .isEqualTo(Samples.result(Double.NaN).metrics());
        Map<String, Object> parameters = Samples.parameters(3);
        assertThat(RowJson.parameters(RowJson.write(parameters))).isEqualTo(parameters);
        assertThatThrownBy(() -> RowJson.metrics("{"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("trial.metrics");
    }

    @Test
    void a_batch_of_points_is_one_row_and_too_many_are_refused() {
        try (SqlStudyStore store = SqlStudyStore.open(folder, SqlStudyStoreTest.CLOCK)) {
            Epoch epoch = store.raiseEpoch();
            done(store.commit(
                    epoch,
                    UID,
                    List.of(Samples.created("digits", UID), Samples.trialCreated(1), Samples.attemptCreated(1, 1))));
            MetricPoint[] points = new MetricPoint[1_001];
            Arrays.fill(points, Samples.point("loss", 1, 0.5));
            assertThatThrownBy(() -> done(store.commit(epoch, UID, List.of(Samples.observed(1, 1, 1, points)))))
                    .isInstanceOf(StoreRefusal.class)
                    .hasMessageContaining("1000 points");
            assertThatThrownBy(() -> done(store.commit(epoch, UID, List.of()))).isInstanceOf(StoreRefusal.class);
        }
    }
}
