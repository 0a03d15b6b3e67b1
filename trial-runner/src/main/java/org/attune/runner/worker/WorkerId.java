package org.attune.runner.worker;

import java.util.Objects;

/**
 * One worker of an attempt's gang.
 *
 * @param attempt the attempt
 * @param rank the worker's rank in the gang, from 0
 */
public record WorkerId(AttemptId attempt, int rank) implements Comparable<WorkerId> {

    /** Checks the rank. */
    public WorkerId {
        Objects.requireNonNull(attempt, "attempt");
        if (rank < 0) {
            throw new IllegalArgumentException("ranks count from 0, not " + rank);
        }
    }

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @throws IllegalArgumentException when the text is not {@code uid-trial-aATTEMPT-rRANK}
     */
    public static WorkerId parse(String text) {
        int at = text.lastIndexOf("-r");
        if (at < 0) {
            throw new IllegalArgumentException("not a worker, such as ab12cd34-7-a1-r0: \"" + text + "\"");
        }
        try {
            return new WorkerId(AttemptId.parse(text.substring(0, at)), Integer.parseInt(text.substring(at + 2)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a worker, such as ab12cd34-7-a1-r0: \"" + text + "\"", e);
        }
    }

    @Override
    public int compareTo(WorkerId other) {
        int byAttempt = attempt.compareTo(other.attempt);
        return byAttempt != 0 ? byAttempt : Integer.compare(rank, other.rank);
    }

    /** The name used for folders and labels, such as {@code ab12cd34-7-a1-r0}. */
    @Override
    public String toString() {
        return attempt + "-r" + rank;
    }
}
