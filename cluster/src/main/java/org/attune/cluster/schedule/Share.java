package org.attune.cluster.schedule;

import java.util.List;
import java.util.Map;
import org.attune.cluster.gang.RankPlace;
import org.attune.cluster.wire.HeldShare;
import org.attune.cluster.wire.ShareClaim;
import org.attune.runner.worker.WorkerUsage;
import org.jspecify.annotations.Nullable;

/** The ranks of a gang on one node, as the scheduler knows them. */
final class Share {

    /** How far a share is. */
    enum Phase {
        /** The node was asked to prepare it. */
        ASKED,
        /** The store says that it was claimed; its node has not been heard since. */
        UNHEARD,
        /** The node claims it. */
        CLAIMED,
        /** The node started its workers. */
        STARTED
    }

    final String node;
    final long incarnation;
    final List<RankPlace> places;
    Phase phase;

    @Nullable
    ShareClaim claim;

    /** What its ranks have used, as their node said last. */
    Map<Integer, WorkerUsage> usage = Map.of();

    /** When its lease was last renewed, or the earliest moment from which that counts. */
    long renewedNanos;

    Share(List<RankPlace> places, Phase phase, long nowNanos) {
        this.node = places.get(0).node();
        this.incarnation = places.get(0).incarnation();
        this.places = places;
        this.phase = phase;
        this.renewedNanos = nowNanos;
    }

    /** Its node listed it at this moment. */
    void listed(HeldShare held, long now) {
        renewedNanos = now;
        usage = held.usage();
    }

    boolean hasRank(int rank) {
        for (RankPlace place : places) {
            if (place.rank() == rank) {
                return true;
            }
        }
        return false;
    }
}
