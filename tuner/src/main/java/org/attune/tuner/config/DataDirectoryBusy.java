package org.attune.tuner.config;

/** The data directory belongs to another process just now; the message names it. */
public final class DataDirectoryBusy extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** With a sentence for a person. */
    public DataDirectoryBusy(String message) {
        super(message);
    }
}
