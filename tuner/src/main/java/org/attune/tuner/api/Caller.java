package org.attune.tuner.api;

import org.jspecify.annotations.Nullable;

/**
 * Who sent a request.
 *
 * @param id of the token or session
 * @param name of the token, for people
 * @param scope what it may do
 * @param own the only trial it may touch; null for no such limit
 */
record Caller(String id, String name, Scope scope, @Nullable OwnTrial own) {

    /** Somebody without a token, on a route that needs none. */
    static final Caller NOBODY = new Caller("", "nobody", Scope.READ, null);

    /** The trial that a trial's token belongs to. */
    record OwnTrial(String studyUid, int trial) {}
}
