package org.attune.tuner.store;

/** The store takes no writes just now: its queue is full, or it is closing. Nothing was written. */
public final class StoreBusy extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** With what happened, and to which row. */
    public StoreBusy(String message) {
        super(message);
    }
}
