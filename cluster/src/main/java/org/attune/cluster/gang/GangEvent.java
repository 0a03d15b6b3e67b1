package org.attune.cluster.gang;

import java.util.List;
import org.attune.runner.worker.AttemptId;

/** What a runner tells of a gang. Told at least once, in order per attempt. */
public sealed interface GangEvent {

    /** The attempt whose gang it is. */
    AttemptId attempt();

    /**
     * The gang cannot start yet.
     *
     * @param why a sentence for a person: "waits for 2 of 4 devices; 3 gangs are ahead of it"
     */
    record Waiting(AttemptId attempt, String why) implements GangEvent {}

    /** Every rank has been claimed and started. */
    record Started(AttemptId attempt, List<RankPlace> places) implements GangEvent {
        public Started {
            places = List.copyOf(places);
        }
    }

    /** Whether the gang lives is not known: its node does not answer. */
    record Silent(AttemptId attempt, String why) implements GangEvent {}

    /**
     * Something was done for it that takes long and is done once.
     *
     * @param what a sentence for a person: "node a: prepared the data in 3.1 s"
     */
    record Noted(AttemptId attempt, String what) implements GangEvent {}

    /**
     * All processes of the gang are gone, or past their leases. The last event of an attempt. A gang that ended without
     * being seen has {@code FailureKind.LOST} as its first cause.
     */
    record Ended(AttemptId attempt, GangOutcome outcome) implements GangEvent {}
}
