package org.attune.tuner.study;

import java.util.Arrays;
import org.attune.cluster.gang.ClaimedGang;
import org.attune.runner.worker.FailureKind;
import org.jspecify.annotations.Nullable;

/** An attempt as the engine knows it. */
final class AttemptBook {

    final int number;
    final String runner;
    final long createdMillis;
    final @Nullable ClaimedGang claim;
    AttemptState state;
    long startedMillis;
    long endedMillis;
    /** Why it ended; NONE while it lives. */
    FailureKind cause = FailureKind.NONE;
    /** Whether the runner has been given it in this engine's life. */
    boolean submitted;
    /** Whether the runner said that it waits for room. */
    boolean waiting;
    /** Whether its silence has been noted. */
    boolean silent;

    private long[] positions = {};

    AttemptBook(int number, AttemptState state, String runner, long createdMillis) {
        this.number = number;
        this.state = state;
        this.runner = runner;
        this.createdMillis = createdMillis;
        this.claim = null;
    }

    AttemptBook(Attempt row) {
        this.number = row.number();
        this.state = row.state();
        this.runner = row.runner();
        this.createdMillis = row.createdMillis();
        this.claim = row.claim();
        this.startedMillis = row.startedMillis();
        this.endedMillis = row.endedMillis();
        this.cause =
                row.outcome() == null ? FailureKind.NONE : row.outcome().first().kind();
    }

    boolean managed() {
        return !runner.isEmpty();
    }

    /** The position of the last batch of this rank; 0 before the first. */
    long position(int rank) {
        return rank < positions.length ? positions[rank] : 0;
    }

    void position(int rank, long position) {
        if (rank >= positions.length) {
            positions = Arrays.copyOf(positions, rank + 1);
        }
        positions[rank] = position;
    }
}
