package org.attune.tuner.api;

/** Who may use a route. Every route has one; there is no route without. */
enum Access {
    /** Anybody: health, version and what is the same for all servers. */
    PUBLIC,
    READ,
    TRIAL,
    WRITE,
    ADMIN,
    AGENT,
    /** Whoever may look, and nodes. */
    READ_OR_AGENT,
    /** Everybody with a token. */
    ANY;

    boolean admits(Scope scope) {
        return switch (this) {
            case PUBLIC, ANY -> true;
            case READ -> scope.covers(Scope.READ);
            case TRIAL -> scope.covers(Scope.TRIAL);
            case WRITE -> scope.covers(Scope.WRITE);
            case ADMIN -> scope.covers(Scope.ADMIN);
            case AGENT -> scope.covers(Scope.AGENT);
            case READ_OR_AGENT -> scope.covers(Scope.READ) || scope.covers(Scope.AGENT);
        };
    }
}
