package org.attune.cluster.schedule;

import java.util.List;
import org.attune.cluster.wire.WorkerEnd;
import org.attune.runner.worker.ExitOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Which rank a gang's end is due to. When one rank dies its neighbours fail within a second, of broken connections, and a
 * rank that has to send its metrics first is heard later than they are. So a cause that no neighbour can bring about goes
 * before one that any can, and only among equals the order in which they were heard counts. Pure.
 */
final class Blame {

    private static final int ABORT = 6;
    private static final int NEVER = 9;

    private Blame() {}

    /**
     * The rank to blame.
     *
     * @param failures ends that were no success, in the order in which they were heard
     * @return null when there are none
     */
    static @Nullable WorkerEnd of(List<WorkerEnd> failures) {
        @Nullable WorkerEnd worst = null;
        for (WorkerEnd end : failures) {
            if (worst == null || weight(end.outcome()) < weight(worst.outcome())) {
                worst = end;
            }
        }
        return worst;
    }

    /** Less is more telling. */
    private static int weight(ExitOutcome outcome) {
        return switch (outcome.kind()) {
            case OUT_OF_MEMORY, DEVICE -> 0;
            case START_FAILED, INTERNAL -> 1;
            case FROZEN, TIMEOUT -> 2;
            case NODE, LOST -> 3;
            // a library that gives up after a neighbour's death aborts
            case SIGNAL -> outcome.signal() == ABORT ? 5 : 4;
            case USER_CODE, NO_OBJECTIVE, OBJECTIVE_NAN -> 5;
            case PREEMPTED -> 6;
            case KILLED -> 7;
            case NONE -> NEVER;
        };
    }
}
