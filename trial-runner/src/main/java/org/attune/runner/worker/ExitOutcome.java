package org.attune.runner.worker;

import java.util.List;
import java.util.Objects;

/**
 * How a worker ended.
 *
 * @param kind the kind of failure, {@link FailureKind#NONE} for success
 * @param exitCode the exit code, -1 when unknown or when a signal ended it
 * @param signal the signal that ended it, 0 without one
 * @param cause one sentence for people
 * @param lastLines the last lines that it printed, oldest first; empty for success
 */
public record ExitOutcome(FailureKind kind, int exitCode, int signal, String cause, List<String> lastLines) {

    /** Copies the lines. */
    public ExitOutcome {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(cause, "cause");
        lastLines = List.copyOf(lastLines);
    }

    /** Exit code 0. */
    public static ExitOutcome success() {
        return new ExitOutcome(FailureKind.NONE, 0, 0, "ended with exit code 0", List.of());
    }

    /** An end without an exit code. */
    public static ExitOutcome of(FailureKind kind, String cause) {
        return new ExitOutcome(kind, -1, 0, cause, List.of());
    }

    /** Whether it ended well. */
    public boolean succeeded() {
        return kind == FailureKind.NONE;
    }
}
