package org.attune.tuner.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.attune.tuner.store.StudyStoreContract.done;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.attune.cluster.gang.Epoch;
import org.attune.runner.worker.MetricPoint;
import org.attune.tuner.study.StudyChange;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The gate for every change of H2's version, its settings or the writer: the production writer works on a recorded
 * disk, and at random moments the file is opened as a killed process or a power cut would have left it. Every commit
 * that was acknowledged before that moment must be in it. {@code -Dattune.crashImages=5000} takes more images, {@code
 * -Dattune.seed=N} repeats the random choices.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CrashImageTest {

    private static final int IMAGES = Integer.getInteger("attune.crashImages", 80);
    private static final int IMAGES_A_STORE = 20;
    private static final String UID = "crash123";

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final BitSet acknowledged = new BitSet();
    private final AtomicBoolean stop = new AtomicBoolean();
    private volatile Epoch epoch = new Epoch(1);

    @ParameterizedTest
    @ValueSource(ints = {16, 64})
    void every_acknowledged_commit_is_in_every_crash_image(int callers) throws Exception {
        RecordingDisk.register();
        long seed = Long.getLong("attune.seed", System.nanoTime());
        System.out.println("crash images: " + callers + " callers, attune.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        int images = Math.max(4, IMAGES / 2);
        for (int taken = 0; taken < images; taken += IMAGES_A_STORE) {
            String name = "crash-" + callers + "-" + taken;
            oneStore(name, callers, Math.min(IMAGES_A_STORE, images - taken), random);
            RecordingDisk.forget(name);
        }
    }

    private void oneStore(String name, int callers, int images, SplittableRandom random) throws Exception {
        acknowledged.clear();
        stop.set(false);
        H2Database database = H2Database.at("jdbc:h2:journaled:rec:memFS:" + name, ";FILE_LOCK=NO");
        List<Thread> threads = new ArrayList<>();
        try (SqlStudyStore store = SqlStudyStore.open(database, SqlStudyStoreTest.CLOCK);
                Connection admin = database.openWriter();
                Statement sql = admin.createStatement()) {
            // no age protects a chunk: one that is still needed would be overwritten
            sql.execute("SET RETENTION_TIME 0");
            epoch = store.raiseEpoch();
            done(store.commit(
                    epoch,
                    UID,
                    List.of(Samples.created("crash", UID), Samples.trialCreated(1), Samples.attemptCreated(1, 1))));
            for (int i = 0; i < callers; i++) {
                Thread thread = new Thread(() -> write(store), "caller-" + i);
                threads.add(thread);
                thread.start();
            }
            RecordingDisk.Survival[] models = RecordingDisk.Survival.values();
            try {
                for (int i = 0; i < images; i++) {
                    LockSupport.parkNanos(random.nextLong(3_000_000, 43_000_000));
                    crash(name, models[i % models.length], random);
                }
            } finally {
                stop.set(true);
                for (Thread thread : threads) {
                    thread.join(30_000);
                }
            }
            assertThat(acknowledged.cardinality())
                    .as("commits while images were taken")
                    .isGreaterThan(images);
        }
    }

    private void write(SqlStudyStore store) {
        MetricPoint[] points = new MetricPoint[25];
        for (int step = 0; step < points.length; step++) {
            points[step] = Samples.point(step % 2 == 0 ? "loss" : "accuracy", step, step / 7.0);
        }
        while (!stop.get()) {
            try {
                List<StudyChange> changes = List.of(
                        new StudyChange.Noted(1, "NOTE", "a commit", Samples.T0), Samples.observed(1, 1, 0, points));
                long seq =
                        store.commit(epoch, UID, changes).toCompletableFuture().join();
                lock.readLock().lock();
                try {
                    synchronized (acknowledged) {
                        acknowledged.set((int) seq);
                    }
                } finally {
                    lock.readLock().unlock();
                }
            } catch (CompletionException e) {
                throw new AssertionError("a write failed", e);
            }
        }
    }

    private void crash(String name, RecordingDisk.Survival survival, SplittableRandom random) throws Exception {
        BitSet promised;
        RecordingDisk.Image image;
        lock.writeLock().lock();
        try {
            promised = (BitSet) acknowledged.clone();
            image = RecordingDisk.tape(name).image(survival, random);
        } finally {
            lock.writeLock().unlock();
        }
        image.write("memFS:image-of-" + name);
        H2Database found = H2Database.at("jdbc:h2:journaled:memFS:image-of-" + name, ";FILE_LOCK=NO");
        try (Connection connection = found.openWriter()) {
            check(connection, promised, survival);
        } finally {
            RecordingDisk.Image.delete("memFS:image-of-" + name);
        }
    }

    private static void check(Connection connection, BitSet promised, RecordingDisk.Survival survival)
            throws SQLException {
        BitSet events = seqs(connection, "SELECT seq FROM event");
        BitSet observations = seqs(connection, "SELECT seq FROM observation");
        BitSet missing = (BitSet) promised.clone();
        missing.andNot(events);
        assertThat(missing)
                .as("acknowledged commits that are lost, %s", survival)
                .isEqualTo(new BitSet());
        assertThat(observations).as("commits are whole, %s", survival).isEqualTo(events);
        assertThat(number(connection, "SELECT COUNT(*) FROM event WHERE study = '" + UID + "' AND trial = 1"))
                .as("the index agrees with the table")
                .isEqualTo(events.cardinality());
        assertThat(number(connection, "SELECT seq FROM control")).isGreaterThanOrEqualTo(events.length() - 1);
    }

    private static BitSet seqs(Connection connection, String query) throws SQLException {
        BitSet found = new BitSet();
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(query)) {
            while (rows.next()) {
                found.set(rows.getInt(1));
            }
        }
        return found;
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(query)) {
            return row.next() ? row.getLong(1) : -1;
        }
    }
}
