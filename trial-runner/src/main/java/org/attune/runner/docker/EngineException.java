package org.attune.runner.docker;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The engine said no, or nothing. */
public final class EngineException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;

    EngineException(int status, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** The status of its answer; 0 when it did not answer. */
    public int status() {
        return status;
    }

    /** Whether it could not be asked at all, or not in time: the call may have happened or not. */
    public boolean unanswered() {
        return status == 0;
    }
}
