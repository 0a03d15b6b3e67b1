package org.attune.examples.digits;

import java.io.IOException;

/** The gang cannot go on: a worker is missing, has gone away, is silent, or belongs to another training. */
final class GangException extends IOException {
    private static final long serialVersionUID = 1L;

    GangException(String message) {
        super(message);
    }

    GangException(String message, Throwable cause) {
        super(message, cause);
    }
}
