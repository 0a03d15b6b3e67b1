package org.attune.tuner.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.attune.tuner.config.DataDirectory;

/**
 * Opens a store for one reading command while no server runs. The directory's lock is held meanwhile. After a kill H2
 * finishes its own recovery (it rolls back what was never committed) as it opens the file; the user of this
 * connection may only SELECT, so no row that was promised can change.
 */
final class ReadOnlyStore {

    private ReadOnlyStore() {}

    static Optional<StudyQueries> open(DataDirectory directory, Duration patience) {
        if (!directory.hasStore()) {
            return Optional.empty();
        }
        DataDirectory.Lock lock = directory.lock("reading", patience);
        try {
            Connection connection = H2Database.in(directory.store()).openReaderAlone();
            try {
                int found = Schema.version(connection);
                if (found != Schema.VERSION) {
                    throw new IllegalStateException("the store in " + directory.root() + " has schema " + found
                            + ", this program reads schema " + Schema.VERSION
                            + (found < Schema.VERSION
                                    ? ": start a server once to migrate it"
                                    : ": use the newer program"));
                }
                connection.setAutoCommit(false);
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                return Optional.of(SqlStudyQueries.over(connection, () -> {
                    try (lock) {
                        connection.close();
                    } catch (SQLException e) {
                        throw new IllegalStateException("the store cannot be closed: " + e.getMessage(), e);
                    }
                }));
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            lock.close();
            throw new IllegalStateException(
                    "the store in " + directory.root() + " cannot be read: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }
}
