package org.attune.cluster.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.GangOutcome;
import org.attune.cluster.gang.GangRequest;
import org.attune.cluster.gang.RankEnd;
import org.attune.cluster.gang.RankPlace;
import org.attune.cluster.placement.GangShape;
import org.attune.cluster.placement.PlacementPlan;
import org.attune.cluster.placement.WaitReason;
import org.attune.cluster.wire.WorkerEnd;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.WorkerUsage;
import org.jspecify.annotations.Nullable;

/** One gang as the scheduler knows it: soft state, rebuilt after a restart from the store and what agents say. */
final class Gang {

    /** Its place in the queue: higher priority first, then earlier submission. */
    record Order(int priority, long number) implements Comparable<Order> {
        @Override
        public int compareTo(Order other) {
            int byPriority = Integer.compare(other.priority, priority);
            return byPriority != 0 ? byPriority : Long.compare(number, other.number);
        }
    }

    /** A wish that the gang ends. */
    record StopOrder(FailureKind kind, String why, Duration grace) {}

    final GangRequest request;
    final GangShape shape;
    final Order order;
    final Map<String, Share> shares = new LinkedHashMap<>();
    final Map<Integer, WorkerEnd> ends = new TreeMap<>();
    GangState state = GangState.STARTING;

    /** Epoch of the claim. */
    Epoch epoch;

    int round;
    int overtaken;

    /** Since when it is in its state. */
    long sinceNanos;

    /** Not before this moment is the ledger asked again, or the gang placed again. */
    long notBeforeNanos;

    @Nullable
    StopOrder stop;

    boolean stopCameFirst;

    /** Ends that were no success, in the order in which they were heard. */
    final List<WorkerEnd> failures = new ArrayList<>();

    @Nullable
    WaitReason wait;

    int ahead;
    String told = "";
    String trouble = "";
    boolean silent;

    /** Whether the ledger is to be asked again. */
    boolean retry;

    /** What is said to the other ranks after one failed. */
    @Nullable
    StopOrder others;

    Gang(GangRequest request, GangShape shape, Order order, Epoch epoch, long nowNanos) {
        this.request = request;
        this.shape = shape;
        this.order = order;
        this.epoch = epoch;
        this.sinceNanos = nowNanos;
    }

    AttemptId attempt() {
        return request.attempt();
    }

    /**
     * Moves it along the transition table.
     *
     * @throws IllegalStateException when the table has no such line: a defect
     */
    void move(GangState.Change change, long nowNanos) {
        GangState from = state;
        state = GangState.TRANSITIONS
                .next(from, change)
                .orElseThrow(() -> new IllegalStateException("gang " + attempt() + ": " + change + " in " + from));
        sinceNanos = nowNanos;
    }

    /** Notes why it waits. */
    void waits(PlacementPlan.Waits why) {
        wait = why.reason();
        ahead = why.ahead();
        overtaken += why.overtakenBy();
    }

    /** Sets its ranks on their nodes. */
    void place(List<RankPlace> places, Share.Phase phase, long nowNanos) {
        shares.clear();
        Map<String, List<RankPlace>> byNode = new LinkedHashMap<>();
        for (RankPlace place : places) {
            byNode.computeIfAbsent(place.node(), n -> new ArrayList<>()).add(place);
        }
        for (List<RankPlace> ofNode : byNode.values()) {
            Share share = new Share(List.copyOf(ofNode), phase, nowNanos);
            shares.put(share.node, share);
        }
    }

    /** Its shares, none when its end was asked for meanwhile. */
    List<Share> wanted() {
        return stop == null ? List.copyOf(shares.values()) : List.of();
    }

    List<RankPlace> places() {
        List<RankPlace> all = new ArrayList<>();
        for (Share share : shares.values()) {
            all.addAll(share.places);
        }
        all.sort(Comparator.comparingInt(RankPlace::rank));
        return all;
    }

    /** What its ranks have used so far, by rank. */
    Map<Integer, WorkerUsage> usage() {
        Map<Integer, WorkerUsage> used = new TreeMap<>();
        shares.values().forEach(share -> used.putAll(share.usage));
        ends.forEach((rank, end) -> {
            if (end.usage() != null) {
                used.put(rank, end.usage());
            }
        });
        return used;
    }

    boolean all(Share.Phase phase) {
        for (Share share : shares.values()) {
            if (share.phase != phase && !gone(share)) {
                return false;
            }
        }
        return true;
    }

    boolean allClaimsKnown() {
        for (Share share : shares.values()) {
            if (share.claim == null) {
                return false;
            }
        }
        return true;
    }

    /** Whether every rank of a share has ended. */
    boolean gone(Share share) {
        for (RankPlace place : share.places) {
            if (!ends.containsKey(place.rank())) {
                return false;
            }
        }
        return true;
    }

    boolean allGone() {
        return ends.size() == request.workers();
    }

    /** Whether something of it may be running. */
    boolean mayRun() {
        return state == GangState.STARTING || state == GangState.RUNNING || state == GangState.ENDING;
    }

    /**
     * Notes the end of a rank.
     *
     * @return whether it was news
     */
    boolean end(WorkerEnd end) {
        if (ends.putIfAbsent(end.rank(), end) != null) {
            return false;
        }
        if (!end.outcome().succeeded()) {
            stopCameFirst |= failures.isEmpty() && stop != null;
            failures.add(end);
        }
        return true;
    }

    GangOutcome outcome() {
        Set<String> alsoPrinted = new LinkedHashSet<>();
        String report = "";
        for (WorkerEnd end : ends.values()) {
            if (report.isEmpty()) {
                report = end.parseReport();
            }
            alsoPrinted.addAll(end.alsoPrinted());
        }
        List<String> names = alsoPrinted.stream().limit(50).toList();
        @Nullable WorkerEnd blamed = Blame.of(failures);
        boolean stopped = stop != null && (blamed == null || stopCameFirst);
        if (blamed != null) {
            return new GangOutcome(blamed.rank(), blamed.outcome(), stopped, report, names, rankEnds());
        }
        if (ends.isEmpty() && stop != null) {
            return new GangOutcome(0, ExitOutcome.of(stop.kind(), stop.why()), true, report, names);
        }
        return new GangOutcome(0, ends.getOrDefault(0, NOTHING).outcome(), stopped, report, names, rankEnds());
    }

    private List<RankEnd> rankEnds() {
        Map<Integer, String> nodes = new TreeMap<>();
        places().forEach(place -> nodes.put(place.rank(), place.node()));
        List<RankEnd> all = new ArrayList<>(ends.size());
        for (WorkerEnd end : ends.values()) {
            ExitOutcome outcome = end.outcome();
            // An attempt's row stays readable, however large its gang.
            int lines = ends.size() <= LARGE_GANG ? WorkerEnd.LINES_MAX : LINES_OF_LARGE;
            List<String> last = outcome.lastLines();
            ExitOutcome kept = new ExitOutcome(
                    outcome.kind(),
                    outcome.exitCode(),
                    outcome.signal(),
                    outcome.cause(),
                    last.subList(Math.max(0, last.size() - lines), last.size()));
            all.add(new RankEnd(end.rank(), nodes.getOrDefault(end.rank(), ""), kept, end.usage()));
        }
        return all;
    }

    private static final int LARGE_GANG = 16;
    private static final int LINES_OF_LARGE = 5;
    private static final WorkerEnd NOTHING = new WorkerEnd(0, ExitOutcome.success(), "", List.of());
}
