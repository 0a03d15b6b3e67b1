package org.attune.tuner.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.attune.tuner.study.AttemptState;
import org.attune.tuner.study.Observations;
import org.attune.tuner.study.StudyChange;

/** The changes of attempts and what they reported, as SQL. */
final class AttemptWrites {

    private final WriteSession session;
    private final String uid;
    private final Set<Integer> touched;

    AttemptWrites(WriteSession session, String uid, Set<Integer> touched) {
        this.session = session;
        this.uid = uid;
        this.touched = touched;
    }

    void create(StudyChange.AttemptCreated change) throws SQLException {
        if (change.state().ended()) {
            throw new StoreRefusal("a new attempt is live, not " + change.state());
        }
        StudyWrites.requireTrial(session, uid, change.trial());
        PreparedStatement before =
                session.sql("SELECT COALESCE(MAX(number), 0), COUNT(live) FROM attempt WHERE study = ? AND trial = ?");
        before.setString(1, uid);
        before.setInt(2, change.trial());
        try (ResultSet row = before.executeQuery()) {
            row.next();
            if (row.getInt(2) > 0) {
                throw new StoreRefusal("trial " + change.trial() + " of study " + uid + " has a live attempt already");
            }
            if (row.getInt(1) + 1 != change.attempt()) {
                throw new StoreRefusal(name(change.trial(), change.attempt()) + " is not the next attempt, that is "
                        + (row.getInt(1) + 1));
            }
        }
        PreparedStatement insert = session.sql("""
                INSERT INTO attempt (study, trial, number, state, live, runner, epoch, claim, outcome, created_ms,
                                     started_ms, ended_ms, seq)
                VALUES (?, ?, ?, ?, TRUE, ?, 0, NULL, NULL, ?, ?, 0, ?)
                """);
        insert.setString(1, uid);
        insert.setInt(2, change.trial());
        insert.setInt(3, change.attempt());
        insert.setString(4, change.state().name());
        insert.setString(5, change.runner());
        insert.setLong(6, change.atMillis());
        insert.setLong(7, change.state() == AttemptState.RUNNING ? change.atMillis() : 0);
        insert.setLong(8, session.seq());
        insert.executeUpdate();
        touched.add(change.trial());
    }

    void move(StudyChange.AttemptMoved change) throws SQLException {
        if (change.to().ended()) {
            throw new StoreRefusal("an attempt moves to a live state; " + change.to() + " is an end");
        }
        PreparedStatement update = session.sql("UPDATE attempt SET state = ?, seq = ?"
                + " WHERE study = ? AND trial = ? AND number = ? AND live AND state IN "
                + places(change.from()));
        update.setString(1, change.to().name());
        update.setLong(2, session.seq());
        key(update, 3, change.trial(), change.attempt());
        setStates(update, 6, change.from());
        if (update.executeUpdate() != 1) {
            throw refused(change.trial(), change.attempt(), change.from());
        }
        if (change.to() == AttemptState.RUNNING) {
            PreparedStatement start = session.sql("""
                    UPDATE attempt SET started_ms = ? WHERE study = ? AND trial = ? AND number = ? AND started_ms = 0
                    """);
            start.setLong(1, change.atMillis());
            key(start, 2, change.trial(), change.attempt());
            start.executeUpdate();
        }
        touched.add(change.trial());
    }

    void end(StudyChange.AttemptEnded change) throws SQLException {
        if (!change.to().ended()) {
            throw new StoreRefusal("an attempt ends in an end, not in " + change.to());
        }
        PreparedStatement update =
                session.sql("UPDATE attempt SET state = ?, live = NULL, outcome = ?, ended_ms = ?, seq = ?"
                        + " WHERE study = ? AND trial = ? AND number = ? AND live AND state IN "
                        + places(change.from()));
        update.setString(1, change.to().name());
        if (change.outcome() == null) {
            update.setNull(2, Types.VARCHAR);
        } else {
            update.setString(2, RowJson.write(change.outcome()));
        }
        update.setLong(3, change.atMillis());
        update.setLong(4, session.seq());
        key(update, 5, change.trial(), change.attempt());
        setStates(update, 8, change.from());
        if (update.executeUpdate() != 1) {
            throw refused(change.trial(), change.attempt(), change.from());
        }
        NodeTime.note(session, uid, change.trial(), change.attempt());
        touched.add(change.trial());
    }

    void observe(StudyChange.Observed change) throws SQLException {
        Observations batch = change.observations();
        byte[] packed = PackedPoints.pack(batch.points());
        if (batch.position() != 0) {
            advance(batch);
        } else if (!exists(batch.trial(), batch.attempt())) {
            throw new StoreRefusal("there is no attempt " + name(batch.trial(), batch.attempt()));
        }
        PreparedStatement insert = session.sql("""
                INSERT INTO observation (id, study, trial, attempt, worker, position, size, points, at_ms, seq)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """);
        insert.setLong(1, session.newObservationId());
        insert.setString(2, uid);
        insert.setInt(3, batch.trial());
        insert.setInt(4, batch.attempt());
        insert.setInt(5, batch.rank());
        insert.setLong(6, batch.position());
        insert.setInt(7, batch.points().size());
        insert.setBytes(8, packed);
        insert.setLong(9, change.atMillis());
        insert.setLong(10, session.seq());
        insert.executeUpdate();
        touched.add(batch.trial());
    }

    /** Moves the stream of (attempt, rank) on by one; a repeat or a gap is refused. */
    private void advance(Observations batch) throws SQLException {
        PreparedStatement next = session.sql("""
                UPDATE stream SET position = ?
                WHERE study = ? AND trial = ? AND attempt = ? AND worker = ? AND position = ?
                """);
        next.setLong(1, batch.position());
        stream(next, 2, batch);
        next.setLong(6, batch.position() - 1);
        if (next.executeUpdate() == 1) {
            return;
        }
        PreparedStatement now =
                session.sql("SELECT position FROM stream WHERE study = ? AND trial = ? AND attempt = ? AND worker = ?");
        stream(now, 1, batch);
        try (ResultSet row = now.executeQuery()) {
            long at = row.next() ? row.getLong(1) : 0;
            if (at != 0 || batch.position() != 1) {
                throw new StoreRefusal("batch " + batch.position() + " of rank " + batch.rank() + " of "
                        + name(batch.trial(), batch.attempt()) + " is not the next, that is " + (at + 1));
            }
        }
        if (!exists(batch.trial(), batch.attempt())) {
            throw new StoreRefusal("there is no attempt " + name(batch.trial(), batch.attempt()));
        }
        PreparedStatement insert =
                session.sql("INSERT INTO stream (study, trial, attempt, worker, position) VALUES (?, ?, ?, ?, 1)");
        stream(insert, 1, batch);
        insert.executeUpdate();
    }

    private boolean exists(int trial, int attempt) throws SQLException {
        PreparedStatement known = session.sql("SELECT 1 FROM attempt WHERE study = ? AND trial = ? AND number = ?");
        key(known, 1, trial, attempt);
        try (ResultSet row = known.executeQuery()) {
            return row.next();
        }
    }

    private void stream(PreparedStatement statement, int index, Observations batch) throws SQLException {
        key(statement, index, batch.trial(), batch.attempt());
        statement.setInt(index + 3, batch.rank());
    }

    private void key(PreparedStatement statement, int index, int trial, int attempt) throws SQLException {
        statement.setString(index, uid);
        statement.setInt(index + 1, trial);
        statement.setInt(index + 2, attempt);
    }

    private StoreRefusal refused(int trial, int attempt, List<AttemptState> from) throws SQLException {
        PreparedStatement now = session.sql("SELECT state FROM attempt WHERE study = ? AND trial = ? AND number = ?");
        key(now, 1, trial, attempt);
        return new StoreRefusal(name(trial, attempt) + " is " + StudyWrites.stateOf(now) + ", not "
                + from.stream().map(AttemptState::name).collect(Collectors.joining(" or ")));
    }

    private String name(int trial, int attempt) {
        return "attempt " + uid + "-" + trial + "-a" + attempt;
    }

    private static String places(List<AttemptState> states) {
        if (states.isEmpty()) {
            throw new StoreRefusal("a change of an attempt names the states that it leaves");
        }
        return "(" + String.join(", ", Collections.nCopies(states.size(), "?")) + ")";
    }

    private static void setStates(PreparedStatement statement, int index, List<AttemptState> states)
            throws SQLException {
        for (int i = 0; i < states.size(); i++) {
            statement.setString(index + i, states.get(i).name());
        }
    }
}
