package org.attune.tuner.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.NodeDrain;

/** Nodes as rows. */
final class SqlNodeStore implements NodeStore {

    private final StoreWriter writer;
    private final ReaderPool readers;

    SqlNodeStore(StoreWriter writer, ReaderPool readers) {
        this.writer = writer;
        this.readers = readers;
    }

    @Override
    public Map<String, NodeDrain> drains() {
        return readers.read(SqlNodeStore::read);
    }

    private static Map<String, NodeDrain> read(Connection connection) throws SQLException {
        Map<String, NodeDrain> drains = new TreeMap<>();
        try (PreparedStatement sql = connection.prepareStatement("SELECT name, reason, since_ms, until_ms FROM node");
                ResultSet row = sql.executeQuery()) {
            while (row.next()) {
                drains.put(row.getString(1), new NodeDrain(row.getString(2), row.getLong(3), row.getLong(4)));
            }
        }
        return drains;
    }

    @Override
    public CompletionStage<Void> drain(Epoch epoch, String node, NodeDrain drain) {
        return writer.submit(session -> {
                    session.fence(epoch);
                    remove(session, node);
                    PreparedStatement insert =
                            session.sql("INSERT INTO node (name, reason, since_ms, until_ms) VALUES (?, ?, ?, ?)");
                    insert.setString(1, node);
                    insert.setString(2, drain.reason());
                    insert.setLong(3, drain.sinceMillis());
                    insert.setLong(4, drain.untilMillis());
                    return insert.executeUpdate();
                })
                .thenApply(rows -> null);
    }

    @Override
    public CompletionStage<Void> undrain(Epoch epoch, String node) {
        return writer.submit(session -> {
                    session.fence(epoch);
                    return remove(session, node);
                })
                .thenApply(rows -> null);
    }

    private static int remove(WriteSession session, String node) throws SQLException {
        PreparedStatement delete = session.sql("DELETE FROM node WHERE name = ?");
        delete.setString(1, node);
        return delete.executeUpdate();
    }
}
