package org.attune.tuner.api;

/** What a token may do; each of the first four may also do what those before it may. */
public enum Scope {
    /** Look at everything. */
    READ,
    /** Ask, report and tell; a trial's own token is limited to its trial. */
    TRIAL,
    /** Create and steer studies. */
    WRITE,
    /** Everything. */
    ADMIN,
    /** Join a node and bring its logs; nothing else. */
    AGENT;

    /** Whether a token of this scope may do what needs the other. An admin may do what an agent may. */
    boolean covers(Scope needed) {
        if (this == needed || this == ADMIN) {
            return true;
        }
        return this != AGENT && needed != AGENT && ordinal() > needed.ordinal();
    }
}
