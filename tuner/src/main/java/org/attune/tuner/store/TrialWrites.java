package org.attune.tuner.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Set;
import org.attune.tuner.study.ClientLease;
import org.attune.tuner.study.StudyChange;
import org.attune.tuner.study.Trial;
import org.attune.tuner.study.TrialResult;
import org.attune.tuner.study.TrialState;

/** The changes of trials, as SQL. */
final class TrialWrites {

    private final WriteSession session;
    private final String uid;
    private final Set<Integer> touched;

    TrialWrites(WriteSession session, String uid, Set<Integer> touched) {
        this.session = session;
        this.uid = uid;
        this.touched = touched;
    }

    void create(Trial trial) throws SQLException {
        if (!trial.attempts().isEmpty()) {
            throw new StoreRefusal("a new trial has no attempts yet: trial " + trial.number() + " of study " + uid);
        }
        checkStored(trial.state());
        PreparedStatement next =
                session.sql("UPDATE study SET next_trial = next_trial + 1 WHERE uid = ? AND next_trial = ?");
        next.setString(1, uid);
        next.setInt(2, trial.number());
        if (next.executeUpdate() != 1) {
            PreparedStatement now = session.sql("SELECT CAST(next_trial AS VARCHAR) FROM study WHERE uid = ?");
            now.setString(1, uid);
            throw new StoreRefusal("trial " + trial.number() + " is not the next of study " + uid + ", that is "
                    + StudyWrites.stateOf(now));
        }
        PreparedStatement insert = session.sql("""
                INSERT INTO trial (study, number, state, parameters, origin, history, client_id, lease_ms,
                                   lease_until_ms, metrics, step, failure, reason, score, created_ms, started_ms, ended_ms, birth_seq,
                                   end_seq, end_index, seq)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """);
        insert.setString(1, uid);
        insert.setInt(2, trial.number());
        insert.setString(3, trial.state().name());
        insert.setString(4, RowJson.write(trial.parameters()));
        insert.setString(5, StudyWrites.cut(trial.origin()));
        insert.setInt(6, trial.history());
        ClientLease lease = trial.lease();
        if (lease == null) {
            insert.setNull(7, Types.VARCHAR);
            insert.setNull(8, Types.BIGINT);
            insert.setNull(9, Types.BIGINT);
        } else {
            insert.setString(7, lease.clientId());
            insert.setLong(8, lease.lengthMillis());
            insert.setLong(9, lease.untilMillis());
        }
        TrialResult result = trial.result();
        insert.setString(10, RowJson.write(result.metrics()));
        insert.setLong(11, result.step());
        insert.setString(12, result.failure().name());
        insert.setString(13, StudyWrites.cut(result.reason()));
        insert.setDouble(14, score(trial.state(), result));
        insert.setLong(15, trial.createdMillis());
        insert.setLong(16, trial.startedMillis());
        insert.setLong(17, trial.endedMillis());
        insert.setLong(18, session.seq());
        if (trial.state().ended()) {
            insert.setLong(19, session.seq());
            insert.setInt(20, 0);
        } else {
            insert.setNull(19, Types.BIGINT);
            insert.setNull(20, Types.INTEGER);
        }
        insert.setLong(21, session.seq());
        insert.executeUpdate();
    }

    /** @param index of the change in its commit: the order of trials that end in one commit */
    void move(StudyChange.TrialMoved change, int index) throws SQLException {
        checkStored(change.to());
        TrialResult result = change.result();
        PreparedStatement update = session.sql("""
                UPDATE trial SET state = ?, metrics = ?, step = ?, failure = ?, reason = ?, score = ?
                WHERE study = ? AND number = ? AND state = ? AND end_seq IS NULL
                """);
        update.setString(1, change.to().name());
        update.setString(2, RowJson.write(result.metrics()));
        update.setLong(3, result.step());
        update.setString(4, result.failure().name());
        update.setString(5, StudyWrites.cut(result.reason()));
        update.setDouble(6, score(change.to(), result));
        update.setString(7, uid);
        update.setInt(8, change.trial());
        update.setString(9, change.from().name());
        if (update.executeUpdate() != 1) {
            throw new StoreRefusal("trial " + change.trial() + " of study " + uid + " is " + state(change.trial())
                    + ", not " + change.from());
        }
        if (change.to().ended()) {
            PreparedStatement end = session.sql("""
                    UPDATE trial SET ended_ms = ?, end_seq = ?, end_index = ? WHERE study = ? AND number = ?
                    """);
            end.setLong(1, change.atMillis());
            end.setLong(2, session.seq());
            end.setInt(3, index);
            end.setString(4, uid);
            end.setInt(5, change.trial());
            end.executeUpdate();
        } else if (change.to() == TrialState.RUNNING) {
            PreparedStatement start = session.sql("""
                    UPDATE trial SET started_ms = ? WHERE study = ? AND number = ? AND started_ms = 0
                    """);
            start.setLong(1, change.atMillis());
            start.setString(2, uid);
            start.setInt(3, change.trial());
            start.executeUpdate();
        }
        touched.add(change.trial());
    }

    void lease(StudyChange.TrialLeased change) throws SQLException {
        PreparedStatement update = session.sql("""
                UPDATE trial SET client_id = ?, lease_ms = ?, lease_until_ms = ?
                WHERE study = ? AND number = ? AND end_seq IS NULL
                """);
        update.setString(1, change.lease().clientId());
        update.setLong(2, change.lease().lengthMillis());
        update.setLong(3, change.lease().untilMillis());
        update.setString(4, uid);
        update.setInt(5, change.trial());
        if (update.executeUpdate() != 1) {
            throw new StoreRefusal("trial " + change.trial() + " of study " + uid + " is " + state(change.trial())
                    + " and takes no lease");
        }
        touched.add(change.trial());
    }

    private String state(int trial) throws SQLException {
        PreparedStatement now = session.sql("SELECT state FROM trial WHERE study = ? AND number = ?");
        now.setString(1, uid);
        now.setInt(2, trial);
        return StudyWrites.stateOf(now);
    }

    /** The first objective turned so that less is better; NaN sorts last, in both databases. */
    private double score(TrialState state, TrialResult result) throws SQLException {
        if (!state.succeeded()) {
            return Double.NaN;
        }
        PreparedStatement objective = session.sql("SELECT objective, objective_sign FROM study WHERE uid = ?");
        objective.setString(1, uid);
        try (ResultSet row = objective.executeQuery()) {
            if (!row.next()) {
                throw new StoreRefusal("there is no study " + uid);
            }
            // adding 0.0 turns -0.0 into 0.0: the two are equal results, yet H2 orders them
            return row.getInt(2) * result.metrics().getOrDefault(row.getString(1), Double.NaN) + 0.0;
        }
    }

    private static void checkStored(TrialState state) {
        if (state == TrialState.PLACING || state == TrialState.STARTING) {
            throw new StoreRefusal(state + " is derived from the live attempt and never stored");
        }
    }
}
