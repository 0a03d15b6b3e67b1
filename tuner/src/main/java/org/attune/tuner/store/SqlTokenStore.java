package org.attune.tuner.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Tokens as rows. */
final class SqlTokenStore implements TokenStore {

    private final StoreWriter writer;
    private final ReaderPool readers;
    private final ReplyStore replies;

    SqlTokenStore(StoreWriter writer, ReaderPool readers, ReplyStore replies) {
        this.replies = replies;
        this.writer = writer;
        this.readers = readers;
    }

    @Override
    public List<TokenRow> all() {
        return readers.read(SqlTokenStore::read);
    }

    private static List<TokenRow> read(Connection connection) throws SQLException {
        List<TokenRow> rows = new ArrayList<>();
        try (PreparedStatement sql = connection.prepareStatement("""
                        SELECT id, kind, name, scope, sha256, parent, created_ms, expires_ms, used_ms
                        FROM token ORDER BY created_ms, id
                        """);
                ResultSet row = sql.executeQuery()) {
            while (row.next()) {
                rows.add(new TokenRow(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getLong(7),
                        row.getLong(8),
                        row.getLong(9)));
            }
        }
        return rows;
    }

    @Override
    public CompletionStage<Void> add(TokenRow token) {
        return done(writer.submit(session -> {
            PreparedStatement insert = session.sql("""
                    INSERT INTO token (id, kind, name, scope, sha256, parent, created_ms, expires_ms, used_ms)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """);
            insert.setString(1, token.id());
            insert.setString(2, token.kind());
            insert.setString(3, token.name());
            insert.setString(4, token.scope());
            insert.setString(5, token.sha256());
            insert.setString(6, token.parent());
            insert.setLong(7, token.createdMillis());
            insert.setLong(8, token.expiresMillis());
            insert.setLong(9, token.usedMillis());
            return insert.executeUpdate();
        }));
    }

    @Override
    public CompletionStage<Void> remove(Set<String> ids) {
        Set<String> fixed = Set.copyOf(ids);
        return done(writer.submit(session -> {
            PreparedStatement delete = session.sql("DELETE FROM token WHERE id = ?");
            int removed = 0;
            for (String id : fixed) {
                delete.setString(1, id);
                removed += delete.executeUpdate();
            }
            return removed;
        }));
    }

    @Override
    public ReplyStore replies() {
        return replies;
    }

    @Override
    public CompletionStage<Void> used(Map<String, Long> times) {
        Map<String, Long> fixed = Map.copyOf(times);
        return done(writer.submit(session -> {
            PreparedStatement update = session.sql("UPDATE token SET used_ms = ? WHERE id = ?");
            int updated = 0;
            for (Map.Entry<String, Long> each : fixed.entrySet()) {
                update.setLong(1, each.getValue());
                update.setString(2, each.getKey());
                updated += update.executeUpdate();
            }
            return updated;
        }));
    }

    private static CompletionStage<Void> done(CompletableFuture<Integer> rows) {
        return rows.thenApply(count -> null);
    }
}
