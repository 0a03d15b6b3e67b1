package org.attune.tuner.store;

/**
 * A write was refused: a row was not in the state that the change leaves, or the epoch is not the newest. Nothing was
 * written.
 */
public final class StoreRefusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** With what happened, and to which row. */
    public StoreRefusal(String message) {
        super(message);
    }
}
