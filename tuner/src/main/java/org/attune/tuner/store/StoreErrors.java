package org.attune.tuner.store;

import java.sql.SQLException;
import java.util.Set;

/** Which errors of the database mean that its connections are of no more use. */
final class StoreErrors {

    /**
     * H2: 50000 general error (also a panic of its storage), 90098 database closed, 90007 object closed, 90067
     * connection broken, and 90028, 90030, 90031, 90121, the errors of a damaged or unavailable file.
     */
    private static final Set<Integer> FATAL = Set.of(50000, 90007, 90028, 90030, 90031, 90067, 90098, 90121);

    private StoreErrors() {}

    /** Whether the store has to be reopened; otherwise only the statement failed. */
    static boolean isFatal(SQLException e) {
        String state = e.getSQLState();
        return FATAL.contains(e.getErrorCode())
                || (state != null && (state.startsWith("08") || state.startsWith("57P")));
    }
}
