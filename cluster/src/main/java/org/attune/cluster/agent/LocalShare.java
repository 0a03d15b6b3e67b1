package org.attune.cluster.agent;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.RankPlace;
import org.attune.cluster.gang.Resources;
import org.attune.cluster.wire.HeldShare;
import org.attune.cluster.wire.ShareClaim;
import org.attune.cluster.wire.WorkerEnd;
import org.attune.runner.runtime.RunningWorker;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.MetricPoint;
import org.attune.runner.worker.WorkerTemplate;
import org.attune.runner.worker.WorkerUsage;
import org.jspecify.annotations.Nullable;

/** The ranks of one gang that this node holds. */
final class LocalShare {

    /** A batch that waits for its acknowledgement. */
    record InFlight(long position, List<MetricPoint> points, long sentNanos) {}

    final AttemptId attempt;
    final Epoch epoch;
    final int round;
    final Resources each;
    final List<RankPlace> places;
    final WorkerTemplate template;
    final boolean endsWithItsLease;
    HeldShare.Phase phase = HeldShare.Phase.PREPARING;

    @Nullable
    ShareClaim claim;

    long leaseUntilNanos;

    /** Until when the guard lets its workers run. */
    long guardedUntilNanos;

    final Map<Integer, ActorRef<WorkerSupervisor.Command>> supervisors = new TreeMap<>();
    final Map<Integer, RunningWorker> running = new HashMap<>();
    final Map<Integer, InFlight> inFlight = new HashMap<>();
    final Map<Integer, WorkerEnd> ends = new TreeMap<>();

    /** What its ranks had used a moment ago. */
    Map<Integer, WorkerUsage> usage = Map.of();

    LocalShare(
            AttemptId attempt,
            Epoch epoch,
            int round,
            Resources each,
            List<RankPlace> places,
            WorkerTemplate template,
            boolean endsWithItsLease) {
        this.attempt = attempt;
        this.epoch = epoch;
        this.round = round;
        this.each = each;
        this.places = List.copyOf(places);
        this.template = template;
        this.endsWithItsLease = endsWithItsLease;
    }

    HeldShare held() {
        return new HeldShare(attempt, epoch, round, phase, each, places, claim, usage);
    }

    /** Tells the supervisors how long the lease lasts now, when the guard knows much less. */
    void tellLease(long nowNanos, long enoughNanos) {
        if (endsWithItsLease
                && phase == HeldShare.Phase.STARTED
                && leaseUntilNanos - guardedUntilNanos >= enoughNanos) {
            guardedUntilNanos = leaseUntilNanos;
            Duration left = Duration.ofNanos(Math.max(0, leaseUntilNanos - nowNanos));
            supervisors.values().forEach(s -> s.tell(new WorkerSupervisor.Leased(left)));
        }
    }

    boolean notStarted() {
        return phase == HeldShare.Phase.PREPARING || phase == HeldShare.Phase.CLAIMED;
    }

    boolean hasRankZero() {
        return places.stream().anyMatch(p -> p.rank() == 0);
    }
}
