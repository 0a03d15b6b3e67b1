package org.attune.tuner.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.schedule.AttemptLedger;
import org.attune.tuner.config.DataDirectory;
import org.attune.tuner.study.StudyChange;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store on H2: one writer that commits in groups, a few connections that can only read. The caller holds the data
 * directory's lock as long as the store is open.
 *
 * <p>Stages complete on a thread of the store, after the commit is durable; what depends on them must not block it.
 */
public final class SqlStudyStore implements StudyStore {

    /** How long the answer to a request is remembered. */
    static final Duration REMEMBERED = Duration.ofHours(24);

    private static final Logger LOG = LoggerFactory.getLogger(SqlStudyStore.class);
    private static final int MAX_CHANGES = 10_000;
    private static final int TRIALS_A_REMOVAL = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final H2Database database;
    private final InstantSource clock;
    private final StoreWriter writer;
    private final ReaderPool readers;
    private @Nullable SqlStudyQueries queries;
    private final SqlAttemptLedger ledger;

    private SqlStudyStore(H2Database database, InstantSource clock) throws SQLException {
        this.database = database;
        this.clock = clock;
        WriteSession first = openSession();
        this.readers = new ReaderPool(new ConnectionSource(database::openReader));
        this.writer = new StoreWriter(database, first, this::openSession, this::readersAnew);
        this.ledger = new SqlAttemptLedger(writer);
        writer.start();
        resumeRemovals();
    }

    /**
     * Opens the store in this folder, creates it, or migrates it.
     *
     * @throws IllegalStateException when it cannot be opened, or was written by a newer program
     */
    public static SqlStudyStore open(Path folder, InstantSource clock) {
        return open(H2Database.in(folder), clock);
    }

    static SqlStudyStore open(H2Database database, InstantSource clock) {
        try {
            return new SqlStudyStore(database, clock);
        } catch (SQLException e) {
            throw new IllegalStateException("the store cannot be opened: " + e.getMessage(), e);
        }
    }

    private WriteSession openSession() throws SQLException {
        Connection connection = database.openWriter();
        try {
            Schema.migrate(connection, new ConnectionSource(database::openWriter), clock);
            database.grantReaders(connection);
            database.checkSettings(connection);
            try (PreparedStatement old = connection.prepareStatement("DELETE FROM request WHERE at_ms < ?")) {
                old.setLong(1, clock.millis() - REMEMBERED.toMillis());
                old.executeUpdate();
            }
            database.sync(connection);
            return new WriteSession(connection);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void readersAnew() {
        try {
            readers.renew();
        } catch (SQLException e) {
            LOG.warn("old read connections could not be closed: {}", e.getMessage());
        }
    }

    @Override
    public Epoch raiseEpoch() {
        return await(writer.submit(WriteSession::raiseEpoch));
    }

    @Override
    public CompletionStage<Long> commit(Epoch epoch, String studyUid, List<StudyChange> changes) {
        if (changes.isEmpty() || changes.size() > MAX_CHANGES) {
            return CompletableFuture.failedFuture(
                    new StoreRefusal("a commit has 1 to " + MAX_CHANGES + " changes, not " + changes.size()));
        }
        List<StudyChange> fixed = List.copyOf(changes);
        return writer.submit(session -> {
            session.fence(epoch);
            return new StudyWrites(session, studyUid).apply(fixed);
        });
    }

    @Override
    public CompletionStage<Long> delete(Epoch epoch, String studyUid) {
        return writer.submit(session -> {
                    session.fence(epoch);
                    return RemovedStudy.begin(session, studyUid);
                })
                .thenCompose(removed -> remove(removed, 0));
    }

    /** Removes the rows of a few trials in each commit, so that others' writes go on between. */
    private CompletableFuture<Long> remove(RemovedStudy removed, int from) {
        if (from < removed.nextTrial()) {
            return writer.submit(session -> removed.removeTrials(session, from, from + TRIALS_A_REMOVAL - 1))
                    .thenCompose(seq -> remove(removed, from + TRIALS_A_REMOVAL));
        }
        return writer.submit(removed::finish);
    }

    private void resumeRemovals() throws SQLException {
        List<RemovedStudy> unfinished = new ArrayList<>();
        try (Connection connection = database.openReader();
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT study, next_trial FROM removed")) {
            while (row.next()) {
                unfinished.add(new RemovedStudy(row.getString(1), row.getInt(2)));
            }
        }
        for (RemovedStudy study : unfinished) {
            remove(study, 0).whenComplete((seq, failure) -> {
                if (failure != null) {
                    LOG.warn("study {} is not wholly removed yet: {}", study.uid(), failure.getMessage());
                }
            });
        }
    }

    @Override
    public List<StoredStudy> open() {
        return read(StudyRows::open);
    }

    @Override
    public Optional<StoredStudy> load(String name) {
        return read(rows -> Optional.ofNullable(rows.named(name)));
    }

    /** Reads rows of studies. */
    @FunctionalInterface
    private interface RowRead<T> {
        T from(StudyRows rows) throws SQLException;
    }

    private <T> T read(RowRead<T> read) {
        return readers.read(connection -> read.from(new StudyRows(connection)));
    }

    /**
     * Writes a {@link StoreBackup} while the store works on. Takes seconds to minutes.
     *
     * @param directory the one that this store is in
     * @param wanted asked between the steps; false ends it
     * @throws IOException when it cannot be written; nothing of it is left then
     */
    public void backup(DataDirectory directory, Path into, BooleanSupplier wanted) throws IOException {
        try {
            StoreBackup.write(database, directory, into, wanted);
        } catch (SQLException e) {
            throw new IOException("the database cannot be copied: " + e.getMessage(), e);
        }
    }

    /** Answers to requests that may be repeated. */
    public ReplyStore replies() {
        return new SqlReplyStore(writer, readers, clock);
    }

    /** Tokens and sessions. */
    public TokenStore tokens() {
        return new SqlTokenStore(writer, readers, replies());
    }

    @Override
    public NodeStore nodes() {
        return new SqlNodeStore(writer, readers);
    }

    @Override
    public AttemptLedger ledger() {
        return ledger;
    }

    /** Made when first asked for: a start that nobody looks at loads less. */
    @Override
    public synchronized StudyQueries queries() {
        SqlStudyQueries known = queries;
        if (known == null) {
            known = new SqlStudyQueries(Jdbi.create(readers), () -> {});
            queries = known;
        }
        return known;
    }

    @Override
    public void close() {
        try {
            readers.close();
        } catch (SQLException e) {
            LOG.warn("read connections could not be closed: {}", e.getMessage());
        }
        writer.close();
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new OutcomeUnknown("the store did not answer within " + PATIENCE.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutcomeUnknown("interrupted while the store wrote");
        }
    }
}
