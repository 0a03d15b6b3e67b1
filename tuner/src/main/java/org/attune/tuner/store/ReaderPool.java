package org.attune.tuner.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.ConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * A few read-only connections, opened when first needed and kept. Their transactions show one state of the store
 * (REPEATABLE READ is a snapshot in H2 and in PostgreSQL). Safe for any thread; needs no thread of its own.
 */
final class ReaderPool implements ConnectionFactory, AutoCloseable {

    private static final int MAX = 4;
    private static final int PATIENCE_SECONDS = 5;

    private final ConnectionSource source;
    private final Semaphore permits = new Semaphore(MAX, true);
    private final Deque<Connection> idle = new ArrayDeque<>();
    private boolean closed;

    ReaderPool(ConnectionSource source) {
        this.source = source;
    }

    /** Reads something. */
    @FunctionalInterface
    interface Read<T> {
        T from(Connection connection) throws SQLException;
    }

    /**
     * Reads on a connection of the pool.
     *
     * @throws StoreBusy when the store cannot be read now
     */
    <T> T read(Read<T> read) {
        try {
            Connection connection = openConnection();
            try {
                return read.from(connection);
            } finally {
                closeConnection(connection);
            }
        } catch (SQLException e) {
            throw new StoreBusy("the store cannot be read just now: " + e.getMessage());
        }
    }

    @Override
    public Connection openConnection() throws SQLException {
        try {
            if (!permits.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new SQLTimeoutException(
                        "all " + MAX + " read connections were busy for " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while waiting for a read connection", e);
        }
        try {
            Connection known = take();
            return known != null ? known : fresh();
        } catch (SQLException | RuntimeException e) {
            permits.release();
            throw e;
        }
    }

    @Override
    public void closeConnection(Connection connection) throws SQLException {
        try {
            connection.rollback();
            synchronized (this) {
                if (!closed) {
                    idle.push(connection);
                    return;
                }
            }
            connection.close();
        } catch (SQLException e) {
            // a database that failed closes all of its connections; the next reader opens a new one
            connection.close();
        } finally {
            permits.release();
        }
    }

    /** Forgets the kept connections; after the database was reopened they are dead. */
    void renew() throws SQLException {
        for (Connection old = takeIdle(); old != null; old = takeIdle()) {
            old.close();
        }
    }

    @Override
    public void close() throws SQLException {
        synchronized (this) {
            closed = true;
        }
        renew();
    }

    private synchronized @Nullable Connection takeIdle() {
        return idle.poll();
    }

    private @Nullable Connection take() throws SQLException {
        synchronized (this) {
            if (closed) {
                throw new SQLException("the store is closed");
            }
        }
        return takeIdle();
    }

    private Connection fresh() throws SQLException {
        Connection connection = source.getConnection();
        try {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }
}
