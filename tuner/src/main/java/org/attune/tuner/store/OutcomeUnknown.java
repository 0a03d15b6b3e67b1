package org.attune.tuner.store;

/** Whether a write was stored is not known: the store failed while it was written. Re-read before repeating. */
public final class OutcomeUnknown extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** With what happened, and to which row. */
    public OutcomeUnknown(String message) {
        super(message);
    }
}
