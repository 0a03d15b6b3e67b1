package org.attune.tuner.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A study that is being removed: its name is free and nothing shows it any more, but rows of its trials are left. It is
 * remembered in the table {@code removed} until they are gone.
 *
 * @param nextTrial one more than its last trial
 */
record RemovedStudy(String uid, int nextTrial) {

    static RemovedStudy begin(WriteSession session, String uid) throws SQLException {
        PreparedStatement find = session.sql("SELECT next_trial FROM study WHERE uid = ?");
        find.setString(1, uid);
        RemovedStudy removed;
        try (ResultSet row = find.executeQuery()) {
            if (!row.next()) {
                throw new StoreRefusal("there is no study " + uid);
            }
            removed = new RemovedStudy(uid, row.getInt(1));
        }
        PreparedStatement note = session.sql("INSERT INTO removed (study, next_trial) VALUES (?, ?)");
        note.setString(1, uid);
        note.setInt(2, removed.nextTrial());
        note.executeUpdate();
        run(session, "DELETE FROM study WHERE uid = ?", uid);
        run(session, "DELETE FROM study_spec WHERE study = ?", uid);
        run(session, "DELETE FROM request WHERE study = ?", uid);
        return removed;
    }

    /** Removes what belongs to these trials; 0 is the study itself. */
    long removeTrials(WriteSession session, int first, int last) throws SQLException {
        range(session, "DELETE FROM observation WHERE study = ? AND trial BETWEEN ? AND ?", first, last);
        range(session, "DELETE FROM stream WHERE study = ? AND trial BETWEEN ? AND ?", first, last);
        range(session, "DELETE FROM event WHERE study = ? AND trial BETWEEN ? AND ?", first, last);
        range(session, "DELETE FROM attempt WHERE study = ? AND trial BETWEEN ? AND ?", first, last);
        range(session, "DELETE FROM trial WHERE study = ? AND number BETWEEN ? AND ?", first, last);
        return session.seq();
    }

    long finish(WriteSession session) throws SQLException {
        run(session, "DELETE FROM removed WHERE study = ?", uid);
        return session.seq();
    }

    private void range(WriteSession session, String text, int first, int last) throws SQLException {
        PreparedStatement sql = session.sql(text);
        sql.setString(1, uid);
        sql.setInt(2, first);
        sql.setInt(3, last);
        sql.executeUpdate();
    }

    private static void run(WriteSession session, String text, String uid) throws SQLException {
        PreparedStatement sql = session.sql(text);
        sql.setString(1, uid);
        sql.executeUpdate();
    }
}
