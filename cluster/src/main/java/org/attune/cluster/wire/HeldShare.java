package org.attune.cluster.wire;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.RankPlace;
import org.attune.cluster.gang.Resources;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.WorkerUsage;
import org.jspecify.annotations.Nullable;

/**
 * The ranks of one gang that a node holds.
 *
 * @param attempt whose gang
 * @param epoch of the claim
 * @param round which placement of the attempt under that epoch, from 1
 * @param phase how far they are
 * @param each what each rank holds
 * @param places the ranks on this node
 * @param claim the node's claim; null while it prepares
 * @param usage what ranks have used so far, by rank; those that were not measured yet are missing
 */
public record HeldShare(
        AttemptId attempt,
        Epoch epoch,
        int round,
        Phase phase,
        Resources each,
        List<RankPlace> places,
        @Nullable ShareClaim claim,
        Map<Integer, WorkerUsage> usage) {

    /** How far the ranks on a node are. */
    public enum Phase {
        /** Files are fetched; nothing runs. */
        PREPARING,
        /** All is ready and claimed; nothing runs. */
        CLAIMED,
        /** The workers were started. */
        STARTED,
        /** All of them have ended; their ends wait to be acknowledged. */
        ENDED
    }

    /** Copies the places. */
    public HeldShare {
        Objects.requireNonNull(attempt, "attempt");
        Objects.requireNonNull(epoch, "epoch");
        Objects.requireNonNull(phase, "phase");
        Objects.requireNonNull(each, "each");
        places = List.copyOf(places);
        usage = Map.copyOf(usage);
    }

    /** A share of which nothing was measured. */
    public HeldShare(
            AttemptId attempt,
            Epoch epoch,
            int round,
            Phase phase,
            Resources each,
            List<RankPlace> places,
            @Nullable ShareClaim claim) {
        this(attempt, epoch, round, phase, each, places, claim, Map.of());
    }
}
