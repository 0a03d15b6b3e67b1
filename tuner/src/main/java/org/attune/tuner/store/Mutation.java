package org.attune.tuner.store;

import java.sql.SQLException;

/**
 * A change of rows, applied by the writer: SQL only, at most about a thousand rows, no commit, no waiting. Throws
 * {@link StoreRefusal} when it must not happen; then none of it does.
 */
@FunctionalInterface
interface Mutation<T> {
    T apply(WriteSession session) throws SQLException;
}
