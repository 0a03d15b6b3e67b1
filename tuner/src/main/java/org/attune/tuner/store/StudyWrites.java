package org.attune.tuner.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.attune.search.strategy.Goal;
import org.attune.tuner.spec.StudySpec;
import org.attune.tuner.study.Study;
import org.attune.tuner.study.StudyChange;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one commit of one study, as SQL. The only code that writes these rows besides the ledger of
 * attempts. An instance lives for one commit.
 */
final class StudyWrites {

    /** The longest text of an event or a reason that is kept. */
    static final int MAX_TEXT = 8_192;

    private final WriteSession session;
    private final String uid;
    private final Set<Integer> touched = new HashSet<>();

    StudyWrites(WriteSession session, String uid) {
        this.session = session;
        this.uid = uid;
    }

    /** Applies the changes in order; returns the number of the commit. */
    long apply(List<StudyChange> changes) throws SQLException {
        TrialWrites trials = new TrialWrites(session, uid, touched);
        AttemptWrites attempts = new AttemptWrites(session, uid, touched);
        for (int i = 0; i < changes.size(); i++) {
            StudyChange change = changes.get(i);
            if (change instanceof StudyChange.StudyCreated c) {
                create(c.study());
            } else if (change instanceof StudyChange.StudyMoved c) {
                move(c);
            } else if (change instanceof StudyChange.SpecChanged c) {
                respec(c.spec());
            } else if (change instanceof StudyChange.TrialCreated c) {
                trials.create(c.trial());
            } else if (change instanceof StudyChange.TrialMoved c) {
                trials.move(c, i);
            } else if (change instanceof StudyChange.TrialLeased c) {
                trials.lease(c);
            } else if (change instanceof StudyChange.AttemptCreated c) {
                attempts.create(c);
            } else if (change instanceof StudyChange.AttemptMoved c) {
                attempts.move(c);
            } else if (change instanceof StudyChange.AttemptEnded c) {
                attempts.end(c);
            } else if (change instanceof StudyChange.Observed c) {
                attempts.observe(c);
            } else if (change instanceof StudyChange.Noted c) {
                note(c);
            } else if (change instanceof StudyChange.Answered c) {
                answer(c);
            } else {
                throw new IllegalStateException(
                        "no SQL for " + change.getClass().getName());
            }
        }
        touch();
        return session.seq();
    }

    /** Trials and study carry the number of the commit that changed anything of theirs. */
    private void touch() throws SQLException {
        PreparedStatement study = session.sql("SELECT 1 FROM study WHERE uid = ?");
        study.setString(1, uid);
        if (!exists(study)) {
            throw new StoreRefusal("there is no study " + uid);
        }
        session.touch(uid);
        touched.forEach(number -> session.touch(uid, number));
    }

    /** Refuses a change of a trial that does not exist. */
    static void requireTrial(WriteSession session, String uid, int number) throws SQLException {
        PreparedStatement trial = session.sql("SELECT 1 FROM trial WHERE study = ? AND number = ?");
        trial.setString(1, uid);
        trial.setInt(2, number);
        if (!exists(trial)) {
            throw new StoreRefusal("study " + uid + " has no trial " + number);
        }
    }

    private static boolean exists(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            return row.next();
        }
    }

    private void create(Study study) throws SQLException {
        if (!study.uid().equals(uid)) {
            throw new StoreRefusal("the changes are of study " + uid + ", not of " + study.uid());
        }
        PreparedStatement taken = session.sql("SELECT name FROM study WHERE name = ? OR uid = ?");
        taken.setString(1, study.name());
        taken.setString(2, uid);
        try (ResultSet row = taken.executeQuery()) {
            if (row.next()) {
                throw new StoreRefusal(
                        row.getString(1).equals(study.name())
                                ? "the name " + study.name() + " is taken"
                                : "the uid " + uid + " is taken");
            }
        }
        refuseWhileRemoved();
        PreparedStatement insert = session.sql("""
                INSERT INTO study (uid, name, state, reason, seed, files_digest, objective, objective_sign, next_trial,
                                   created_ms, ended_ms, owner, seq)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)
                """);
        insert.setString(1, uid);
        insert.setString(2, study.name());
        insert.setString(3, study.state().name());
        insert.setString(4, cut(study.reason()));
        insert.setLong(5, study.seed());
        setText(insert, 6, study.filesDigest());
        insert.setString(7, study.spec().objective().metric());
        insert.setInt(8, sign(study.spec()));
        insert.setLong(9, study.createdMillis());
        insert.setLong(10, study.endedMillis());
        insert.setString(11, study.owner());
        insert.setLong(12, session.seq());
        insert.executeUpdate();
        PreparedStatement texts =
                session.sql("INSERT INTO study_spec (study, spec, submitted, earlier) VALUES (?, ?, ?, ?)");
        texts.setString(1, uid);
        texts.setString(2, RowJson.write(study.spec()));
        texts.setString(3, study.submitted());
        setText(texts, 4, study.earlier().isEmpty() ? null : RowJson.write(study.earlier()));
        texts.executeUpdate();
    }

    private void refuseWhileRemoved() throws SQLException {
        PreparedStatement removed = session.sql("SELECT 1 FROM removed WHERE study = ?");
        removed.setString(1, uid);
        try (ResultSet row = removed.executeQuery()) {
            if (row.next()) {
                throw new StoreRefusal("the uid " + uid + " is of a study that is being removed");
            }
        }
    }

    private void move(StudyChange.StudyMoved change) throws SQLException {
        PreparedStatement update = session.sql("""
                UPDATE study SET state = ?, reason = ?, ended_ms = ?, seq = ? WHERE uid = ? AND state = ?
                """);
        update.setString(1, change.to().name());
        update.setString(2, cut(change.reason()));
        update.setLong(3, change.to().ended() ? change.atMillis() : 0);
        update.setLong(4, session.seq());
        update.setString(5, uid);
        update.setString(6, change.from().name());
        if (update.executeUpdate() != 1) {
            PreparedStatement now = session.sql("SELECT state FROM study WHERE uid = ?");
            now.setString(1, uid);
            throw new StoreRefusal("study " + uid + " is " + stateOf(now) + ", not " + change.from());
        }
    }

    private void respec(StudySpec spec) throws SQLException {
        PreparedStatement text = session.sql("UPDATE study_spec SET spec = ? WHERE study = ?");
        text.setString(1, RowJson.write(spec));
        text.setString(2, uid);
        if (text.executeUpdate() != 1) {
            throw new StoreRefusal("there is no study " + uid);
        }
        PreparedStatement same =
                session.sql("SELECT 1 FROM study WHERE uid = ? AND objective = ? AND objective_sign = ?");
        same.setString(1, uid);
        same.setString(2, spec.objective().metric());
        same.setInt(3, sign(spec));
        try (ResultSet row = same.executeQuery()) {
            if (!row.next()) {
                throw new StoreRefusal("the objective of study " + uid + " does not change while it lives");
            }
        }
    }

    private void note(StudyChange.Noted change) throws SQLException {
        if (change.trial() != 0) {
            requireTrial(session, uid, change.trial());
            touched.add(change.trial());
        }
        PreparedStatement insert = session.sql("""
                INSERT INTO event (id, study, trial, kind, text, at_ms, seq) VALUES (?, ?, ?, ?, ?, ?, ?)
                """);
        insert.setLong(1, session.newEventId());
        insert.setString(2, uid);
        insert.setInt(3, change.trial());
        insert.setString(4, change.kind());
        insert.setString(5, cut(change.text()));
        insert.setLong(6, change.atMillis());
        insert.setLong(7, session.seq());
        insert.executeUpdate();
    }

    private void answer(StudyChange.Answered change) throws SQLException {
        PreparedStatement known = session.sql("SELECT 1 FROM request WHERE study = ? AND id = ?");
        known.setString(1, uid);
        known.setString(2, change.requestId());
        try (ResultSet row = known.executeQuery()) {
            if (row.next()) {
                throw new StoreRefusal("request " + change.requestId() + " of study " + uid + " was answered before");
            }
        }
        PreparedStatement insert =
                session.sql("INSERT INTO request (study, id, answer, at_ms, seq) VALUES (?, ?, ?, ?, ?)");
        insert.setString(1, uid);
        insert.setString(2, change.requestId());
        insert.setString(3, change.answerJson());
        insert.setLong(4, change.atMillis());
        insert.setLong(5, session.seq());
        insert.executeUpdate();
    }

    private static int sign(StudySpec spec) {
        return spec.objective().goal() == Goal.MAXIMIZE ? -1 : 1;
    }

    static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - 1) + "…";
    }

    static void setText(PreparedStatement statement, int index, @Nullable String text) throws SQLException {
        if (text == null) {
            statement.setNull(index, Types.VARCHAR);
        } else {
            statement.setString(index, text);
        }
    }

    /** The state that a query finds, for the message of a refusal. */
    static String stateOf(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            return row.next() ? row.getString(1) : "not there";
        }
    }
}
