package org.attune.tuner.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.h2.Driver;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;

/**
 * Everything that is H2's own: its URLs, its users, what makes a commit durable, and how space is won back. {@code
 * WRITE_DELAY=0} keeps H2's background writer away, without which a forced file is no barrier; {@link JournaledDisk}
 * lets all that was written up to a barrier reach the disk together.
 */
final class H2Database {

    /** Below this share of live data in the file (per cent) old chunks are rewritten. */
    private static final int TARGET_FILL = 80;

    private static final int COMPACT_BYTES = 4 << 20;

    /** Parsed statements that each connection keeps; H2's own 8 are fewer than one page of the API asks for. */
    private static final String STATEMENTS = ";QUERY_CACHE_SIZE=128";

    private static final String WRITER = "ATTUNE";
    private static final String READER = "READER";

    private final String url;
    private final String settings;

    private H2Database(String url, String settings) {
        JournaledDisk.register();
        this.url = url;
        this.settings = settings;
    }

    /** The database in this folder; the folder is created. */
    static H2Database in(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the store's folder " + folder + " cannot be created: " + e.getMessage(), e);
        }
        String path = folder.toAbsolutePath().resolve("attune").toString();
        if (path.indexOf(';') >= 0) {
            throw new IllegalArgumentException("the store's path must not contain ';': " + path);
        }
        return new H2Database("jdbc:h2:" + JournaledDisk.SCHEME + ":" + path, "");
    }

    /** A database at any H2 URL with more settings; for tests that need another file system. */
    static H2Database at(String url, String settings) {
        return new H2Database(url, settings);
    }

    /** The one connection that writes. Opens the database, or creates it. */
    Connection openWriter() throws SQLException {
        return connect(
                url + ";WRITE_DELAY=0;RETENTION_TIME=10000;DB_CLOSE_ON_EXIT=FALSE" + STATEMENTS + settings, WRITER);
    }

    /** A connection that may only read, while a writer is open. */
    Connection openReader() throws SQLException {
        return connect(url + settings, READER);
    }

    /** A connection that may only read, to a database that nobody else has open and that exists. */
    Connection openReaderAlone() throws SQLException {
        return connect(url + ";IFEXISTS=TRUE;DB_CLOSE_ON_EXIT=FALSE" + STATEMENTS + settings, READER);
    }

    /** Lets the readers' user read every table, now and later. It cannot change a setting or a row. */
    void grantReaders(Connection writer) throws SQLException {
        try (Statement sql = writer.createStatement()) {
            sql.execute("CREATE USER IF NOT EXISTS " + READER + " PASSWORD ''");
            sql.execute("GRANT SELECT ON SCHEMA PUBLIC TO " + READER);
        }
    }

    /** Makes every commit before this call durable. When it cannot, the database is gone and has to be opened again. */
    void sync(Connection writer) throws SQLException {
        Database database = database(writer);
        try {
            database.getStore().sync();
        } catch (RuntimeException e) {
            database.shutdownImmediately();
            throw new SQLException("the store's file cannot be forced to the disk: " + e.getMessage(), e);
        }
    }

    /** Copies the whole database into a zip file while others work on; it holds every commit before this call. */
    void backup(Connection connection, Path into) throws SQLException {
        sync(connection);
        try (PreparedStatement sql = connection.prepareStatement("BACKUP TO ?")) {
            sql.setString(1, into.toAbsolutePath().toString());
            sql.execute();
        }
    }

    /** Wins back a little space; true when there was something to do, which then needs a {@link #sync}. */
    boolean compact(Connection writer) throws SQLException {
        return database(writer).getStore().getMvStore().compact(TARGET_FILL, COMPACT_BYTES);
    }

    private static Database database(Connection writer) throws SQLException {
        SessionLocal session =
                (SessionLocal) writer.unwrap(JdbcConnection.class).getSession();
        return session.getDatabase();
    }

    /** Fails when a setting on which durability rests has been changed behind our back. */
    void checkSettings(Connection writer) throws SQLException {
        try (Statement sql = writer.createStatement();
                ResultSet row = sql.executeQuery("""
                    SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME = 'WRITE_DELAY'
                    """)) {
            String value = row.next() ? row.getString(1) : "absent";
            if (!"0".equals(value)) {
                throw new IllegalStateException(
                        "the store's WRITE_DELAY is " + value + ", not 0: commits would not be durable");
            }
        }
    }

    private static Connection connect(String url, String user) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", user);
        login.setProperty("password", "");
        Connection connection = new Driver().connect(url, login);
        if (connection == null) {
            throw new SQLException("not a URL of H2: " + url);
        }
        return connection;
    }
}
