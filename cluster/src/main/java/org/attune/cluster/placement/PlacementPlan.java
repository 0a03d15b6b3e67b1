package org.attune.cluster.placement;

import java.util.List;
import org.attune.cluster.gang.RankPlace;
import org.attune.runner.worker.AttemptId;

/**
 * What placement decided about a queue.
 *
 * @param placed gangs to start, in the order of the queue
 * @param waiting the others, in the order of the queue
 */
public record PlacementPlan(List<Placed> placed, List<Waits> waiting) {

    /** Copies the lists. */
    public PlacementPlan {
        placed = List.copyOf(placed);
        waiting = List.copyOf(waiting);
    }

    /**
     * A gang that starts.
     *
     * @param attempt whose gang
     * @param places one for each rank, in the order of ranks; the ranks of a node follow one another
     */
    public record Placed(AttemptId attempt, List<RankPlace> places) {

        /** Copies the places. */
        public Placed {
            places = List.copyOf(places);
        }
    }

    /**
     * A gang that waits.
     *
     * @param attempt whose gang
     * @param reason why
     * @param ahead how many waiting gangs stand before it
     * @param overtakenBy how many gangs behind it this plan places
     */
    public record Waits(AttemptId attempt, WaitReason reason, int ahead, int overtakenBy) {}
}
