package org.attune.tuner.store;

/** A page token that was not given out for this very list and filter. */
public final class BadPageToken extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    /** With a sentence for the client. */
    public BadPageToken(String message) {
        super(message);
    }
}
