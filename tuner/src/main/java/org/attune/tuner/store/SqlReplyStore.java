package org.attune.tuner.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Answers as rows; those of yesterday are removed whenever one is added. */
final class SqlReplyStore implements ReplyStore {

    private final StoreWriter writer;
    private final ReaderPool readers;
    private final InstantSource clock;

    SqlReplyStore(StoreWriter writer, ReaderPool readers, InstantSource clock) {
        this.writer = writer;
        this.readers = readers;
        this.clock = clock;
    }

    private long oldest() {
        return clock.millis() - SqlStudyStore.REMEMBERED.toMillis();
    }

    @Override
    public Optional<Kept> find(String caller, String key) {
        return readers.read(connection -> {
            try (PreparedStatement sql = connection.prepareStatement("""
                    SELECT digest, status, content_type, headers, body FROM reply
                    WHERE caller = ? AND request_key = ? AND at_ms >= ?
                    """)) {
                sql.setString(1, caller);
                sql.setString(2, key);
                sql.setLong(3, oldest());
                try (ResultSet row = sql.executeQuery()) {
                    return row.next()
                            ? Optional.of(new Kept(
                                    row.getString(1),
                                    row.getInt(2),
                                    row.getString(3),
                                    row.getString(4),
                                    row.getBytes(5)))
                            : Optional.empty();
                }
            }
        });
    }

    @Override
    public CompletionStage<Void> keep(String caller, String key, Kept reply) {
        return writer.submit(session -> {
                    PreparedStatement old = session.sql("DELETE FROM reply WHERE at_ms < ?");
                    old.setLong(1, oldest());
                    old.executeUpdate();
                    return isKnown(session, caller, key) ? 0 : insert(session, caller, key, reply);
                })
                .thenApply(rows -> null);
    }

    private static boolean isKnown(WriteSession session, String caller, String key) throws SQLException {
        PreparedStatement known = session.sql("SELECT 1 FROM reply WHERE caller = ? AND request_key = ?");
        known.setString(1, caller);
        known.setString(2, key);
        try (ResultSet row = known.executeQuery()) {
            return row.next();
        }
    }

    private int insert(WriteSession session, String caller, String key, Kept reply) throws SQLException {
        PreparedStatement insert = session.sql("""
                INSERT INTO reply (caller, request_key, digest, status, content_type, headers, body, at_ms)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """);
        insert.setString(1, caller);
        insert.setString(2, key);
        insert.setString(3, reply.digest());
        insert.setInt(4, reply.status());
        insert.setString(5, reply.contentType());
        insert.setString(6, reply.headers());
        insert.setBytes(7, reply.body());
        insert.setLong(8, clock.millis());
        return insert.executeUpdate();
    }
}
