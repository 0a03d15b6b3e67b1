package org.attune.tuner.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.attune.cluster.gang.Epoch;

/**
 * The write connection with its prepared statements, the epoch, and the counters that number commits and rows. Only the
 * writer's thread uses it.
 */
final class WriteSession implements AutoCloseable {

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private long epoch;
    private long seq;
    private long nextObservation;
    private long nextEvent;
    private long seqBefore;
    private boolean broken;

    /** What this change, and what the whole group, has changed anything of. */
    private final Set<Row> touchedNow = new HashSet<>();

    private final Map<Row, Long> touched = new HashMap<>();

    /** A trial, or with number 0 a study. */
    private record Row(String study, int trial) {}

    /** Takes over a connection with the newest schema. */
    WriteSession(Connection connection) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
        this.nextObservation = 1 + number("SELECT COALESCE(MAX(id), 0) FROM observation");
        this.nextEvent = 1 + number("SELECT COALESCE(MAX(id), 0) FROM event");
        connection.commit();
    }

    Connection connection() {
        return connection;
    }

    /** A prepared statement, kept for next time. The texts are constants of this package, so their number is small. */
    PreparedStatement sql(String text) throws SQLException {
        PreparedStatement known = prepared.get(text);
        if (known == null) {
            known = connection.prepareStatement(text);
            prepared.put(text, known);
        }
        return known;
    }

    /** The number of the commit that is being made. */
    long seq() {
        return seq;
    }

    long newObservationId() {
        return nextObservation++;
    }

    long newEventId() {
        return nextEvent++;
    }

    /** Refuses who carries another epoch than the newest. */
    void fence(Epoch of) {
        if (of.value() != epoch) {
            throw new StoreRefusal("epoch " + of.value() + " is over; the newest is " + epoch);
        }
    }

    /**
     * Notes that something of a trial changed: its row and its study's will carry this commit's number. They are written
     * once a group, however many of its commits touch them.
     */
    void touch(String study, int trial) {
        touchedNow.add(new Row(study, trial));
        touchedNow.add(new Row(study, 0));
    }

    /** Notes that something of a study changed. */
    void touch(String study) {
        touchedNow.add(new Row(study, 0));
    }

    /** Whether this is the newest epoch. */
    boolean isNewest(Epoch of) {
        return of.value() == epoch;
    }

    /** Begins the next leadership. */
    Epoch raiseEpoch() throws SQLException {
        PreparedStatement raise = sql("UPDATE control SET epoch = ? WHERE name = 'control' AND epoch = ?");
        raise.setLong(1, epoch + 1);
        raise.setLong(2, epoch);
        if (raise.executeUpdate() != 1) {
            throw new StoreRefusal("the epoch " + epoch + " was raised by another controller");
        }
        epoch++;
        return new Epoch(epoch);
    }

    /** First of every group: holds the control row, so that no other controller writes until the group is committed. */
    void beginGroup() throws SQLException {
        try (ResultSet row = sql("SELECT epoch, seq FROM control WHERE name = 'control' FOR UPDATE")
                .executeQuery()) {
            if (!row.next()) {
                throw new IllegalStateException("the store has no control row");
            }
            epoch = row.getLong(1);
            seq = row.getLong(2);
            seqBefore = seq;
            touched.clear();
        }
    }

    /** Whether anything was applied since the group began. */
    boolean hasChanges() {
        return seq != seqBefore;
    }

    /** Applies one change under the next number; a refused one leaves no trace. */
    <T> T apply(Mutation<T> change) throws SQLException {
        Savepoint before = connection.setSavepoint();
        long[] counters = {epoch, seq, nextObservation, nextEvent};
        boolean applied = false;
        seq++;
        touchedNow.clear();
        try {
            T answer = change.apply(this);
            applied = true;
            touchedNow.forEach(row -> touched.put(row, seq));
            return answer;
        } finally {
            if (applied) {
                connection.releaseSavepoint(before);
            } else {
                epoch = counters[0];
                seq = counters[1];
                nextObservation = counters[2];
                nextEvent = counters[3];
                broken = true;
                connection.rollback(before);
                broken = false;
            }
        }
    }

    /** Last of every group before its commit. */
    void endGroup() throws SQLException {
        if (broken) {
            throw new IllegalStateException("a refused change could not be undone");
        }
        PreparedStatement study = sql("UPDATE study SET seq = ? WHERE uid = ?");
        PreparedStatement trial = sql("UPDATE trial SET seq = ? WHERE study = ? AND number = ?");
        for (Map.Entry<Row, Long> row : touched.entrySet()) {
            PreparedStatement update = row.getKey().trial() == 0 ? study : trial;
            update.setLong(1, row.getValue());
            update.setString(2, row.getKey().study());
            if (update == trial) {
                update.setInt(3, row.getKey().trial());
            }
            update.executeUpdate();
        }
        PreparedStatement save = sql("UPDATE control SET seq = ? WHERE name = 'control'");
        save.setLong(1, seq);
        if (save.executeUpdate() != 1) {
            throw new IllegalStateException("the store has no control row");
        }
    }

    private long number(String query) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(query)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
