package org.attune.tuner.control;

import org.jspecify.annotations.Nullable;

/** A study cannot answer just now; whether what was asked was done is not known. */
final class StudyUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1;

    StudyUnavailable(String message) {
        super(message);
    }

    StudyUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
