package org.attune.tuner.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * The version of the tables. Flyway migrates an older store before the writer starts; when the version is right
 * already, Flyway is not even loaded, which keeps an embedded start short.
 */
final class Schema {

    /** What this program reads and writes: the highest number among the migrations. */
    static final int VERSION = 6;

    private Schema() {}

    /** The version of a store; 0 for an empty one. */
    static int version(Connection connection) throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(null, null, "flyway_schema_history", null)) {
            if (!tables.next()) {
                return 0;
            }
        }
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("""
                    SELECT MAX(CAST("version" AS INTEGER)) FROM "flyway_schema_history" WHERE "success"
                    """)) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    /** Brings the store to {@link #VERSION} and gives a new one its generation. A newer store is refused. */
    static void migrate(Connection writer, DataSource connections, InstantSource clock) throws SQLException {
        int found = version(writer);
        if (found > VERSION) {
            throw new IllegalStateException("the store was written by a newer Attune (schema " + found
                    + "); this one knows schema " + VERSION + ": use the newer program, or another data directory");
        }
        if (found < VERSION) {
            Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(connections)
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
        }
        begin(writer, clock);
    }

    private static void begin(Connection writer, InstantSource clock) throws SQLException {
        try (Statement sql = writer.createStatement();
                ResultSet row = sql.executeQuery("SELECT 1 FROM control WHERE name = 'control'")) {
            if (row.next()) {
                return;
            }
        }
        try (PreparedStatement sql = writer.prepareStatement("""
                INSERT INTO control (name, epoch, generation, seq) VALUES ('control', 0, ?, 0)
                """)) {
            sql.setString(1, Long.toString(clock.millis(), 36));
            sql.executeUpdate();
        }
        if (!writer.getAutoCommit()) {
            writer.commit();
        }
    }
}
