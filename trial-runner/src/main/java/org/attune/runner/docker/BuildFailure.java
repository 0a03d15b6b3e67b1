package org.attune.runner.docker;

import java.io.IOException;

/** A build that came to nothing because of what it was asked to build. */
public final class BuildFailure extends IOException {

    private static final long serialVersionUID = 1L;

    private final int line;

    BuildFailure(int line, String message) {
        super(message);
        this.line = line;
    }

    /** The line of the Dockerfile that failed, from 1; 0 when it cannot be told. */
    public int line() {
        return line;
    }
}
