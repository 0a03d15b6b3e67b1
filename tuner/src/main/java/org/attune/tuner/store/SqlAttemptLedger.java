package org.attune.tuner.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.attune.cluster.gang.ClaimedGang;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.schedule.AttemptLedger;
import org.attune.runner.worker.AttemptId;
import org.jspecify.annotations.Nullable;

/**
 * The steps of an attempt before it runs, through the same writer. Each may be repeated: a step that was taken under
 * this epoch with the same content is true again. An attempt that is PREPARING under an older epoch may be prepared
 * again, because whoever prepared it cannot claim it any more.
 */
final class SqlAttemptLedger implements AttemptLedger {

    private final StoreWriter writer;

    SqlAttemptLedger(StoreWriter writer) {
        this.writer = writer;
    }

    @Override
    public CompletionStage<Boolean> preparing(AttemptId attempt, Epoch epoch) {
        return writer.submit(session -> {
            if (!session.isNewest(epoch)) {
                return false;
            }
            PreparedStatement update = session.sql("""
                    UPDATE attempt SET state = 'PREPARING', epoch = ?, seq = ?
                    WHERE study = ? AND trial = ? AND number = ? AND live
                      AND state IN ('QUEUED', 'PREPARING') AND epoch <= ?
                    """);
            update.setLong(1, epoch.value());
            update.setLong(2, session.seq());
            key(update, 3, attempt);
            update.setLong(6, epoch.value());
            return update.executeUpdate() == 1 && touch(session, attempt);
        });
    }

    @Override
    public CompletionStage<Boolean> claimed(AttemptId attempt, ClaimedGang gang) {
        String claim = RowJson.write(gang);
        return writer.submit(session -> {
            if (!session.isNewest(gang.epoch())) {
                return false;
            }
            PreparedStatement update = session.sql("""
                    UPDATE attempt SET state = 'CLAIMED', claim = ?, seq = ?
                    WHERE study = ? AND trial = ? AND number = ? AND live AND state = 'PREPARING' AND epoch = ?
                    """);
            update.setString(1, claim);
            update.setLong(2, session.seq());
            key(update, 3, attempt);
            update.setLong(6, gang.epoch().value());
            if (update.executeUpdate() == 1) {
                return touch(session, attempt);
            }
            return is(session, attempt, gang.epoch(), "CLAIMED", claim);
        });
    }

    @Override
    public CompletionStage<Boolean> requeued(AttemptId attempt, Epoch epoch) {
        return writer.submit(session -> {
            if (!session.isNewest(epoch)) {
                return false;
            }
            PreparedStatement update = session.sql("""
                    UPDATE attempt SET state = 'QUEUED', epoch = ?, seq = ?
                    WHERE study = ? AND trial = ? AND number = ? AND live AND state = 'PREPARING' AND epoch <= ?
                    """);
            update.setLong(1, epoch.value());
            update.setLong(2, session.seq());
            key(update, 3, attempt);
            update.setLong(6, epoch.value());
            if (update.executeUpdate() == 1) {
                return touch(session, attempt);
            }
            return is(session, attempt, epoch, "QUEUED", null);
        });
    }

    private static boolean is(
            WriteSession session, AttemptId attempt, Epoch epoch, String state, @Nullable String claim)
            throws SQLException {
        PreparedStatement now = session.sql("""
                SELECT claim FROM attempt
                WHERE study = ? AND trial = ? AND number = ? AND live AND state = ? AND epoch = ?
                """);
        key(now, 1, attempt);
        now.setString(4, state);
        now.setLong(5, epoch.value());
        try (ResultSet row = now.executeQuery()) {
            return row.next() && Objects.equals(row.getString(1), claim);
        }
    }

    /** The trial's shown state follows its live attempt, so its row carries the commit's number too. */
    private static boolean touch(WriteSession session, AttemptId attempt) {
        session.touch(attempt.studyUid(), attempt.trial());
        return true;
    }

    private static void key(PreparedStatement statement, int index, AttemptId attempt) throws SQLException {
        statement.setString(index, attempt.studyUid());
        statement.setInt(index + 1, attempt.trial());
        statement.setInt(index + 2, attempt.attempt());
    }
}
