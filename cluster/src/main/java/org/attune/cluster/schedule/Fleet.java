package org.attune.cluster.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.attune.cluster.gang.Capacity;
import org.attune.cluster.gang.ClaimedGang;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.GangEvent;
import org.attune.cluster.gang.GangRequest;
import org.attune.cluster.gang.LeaseSettings;
import org.attune.cluster.gang.NodeDrain;
import org.attune.cluster.gang.RankPlace;
import org.attune.cluster.gang.Refusal;
import org.attune.cluster.placement.GangShape;
import org.attune.cluster.placement.Placement;
import org.attune.cluster.placement.PlacementPlan;
import org.attune.cluster.wire.HeldShare;
import org.attune.cluster.wire.NodeOffer;
import org.attune.cluster.wire.ShareClaim;
import org.attune.cluster.wire.WorkerEnd;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;
import org.jspecify.annotations.Nullable;

/**
 * All that the scheduler decides: the queue, the nodes, the gangs and their leases. Plain and deterministic: each method
 * is one event at a moment of a monotonic clock; what is to be done about it is drained as {@link Step}s. Not thread-safe.
 */
final class Fleet {

    /** Most gangs that are known at a time. */
    static final int GANGS_MAX = 100_000;

    private static final long RETRY_NANOS = Duration.ofMillis(500).toNanos();

    private final Epoch epoch;
    private final Map<AttemptId, Gang> gangs = new HashMap<>();
    private final WaitingGangs queue = new WaitingGangs();
    private final NodeTable nodes;
    private final Orders orders;
    private final Patience patience;
    private final List<Step> steps = new ArrayList<>();
    private Set<AttemptId> keep = Set.of();
    private boolean recovered;
    private long submissions;

    Fleet(Epoch epoch, LeaseSettings lease) {
        this.epoch = epoch;
        this.nodes = new NodeTable(lease.silentAfter());
        this.orders = new Orders(epoch);
        this.patience = new Patience(nodes, lease);
    }

    /** What is to be done, in order; each step once. */
    List<Step> drain() {
        List<Step> out = List.copyOf(steps);
        steps.clear();
        return out;
    }

    /**
     * Takes a gang into the queue, or looks for one that was claimed before.
     *
     * @throws IllegalArgumentException when a constraint is no label selector
     * @throws IllegalStateException when too many gangs are known
     */
    void submit(GangRequest request, Optional<ClaimedGang> claimed, long now) {
        if (gangs.containsKey(request.attempt())) {
            return;
        }
        if (gangs.size() >= GANGS_MAX) {
            throw new IllegalStateException("the queue is full: " + GANGS_MAX + " gangs");
        }
        Gang.Order order = new Gang.Order(request.priority(), submissions++);
        Gang gang = new Gang(request, GangShape.of(request), order, epoch, now);
        gangs.put(request.attempt(), gang);
        if (claimed.isPresent()) {
            gang.epoch = claimed.get().epoch();
            gang.place(claimed.get().places(), Share.Phase.UNHEARD, now);
            nodes.hold(gang);
        } else {
            gang.state = GangState.TRANSITIONS.startState();
            queue.add(gang);
        }
    }

    /** Every open attempt was submitted: what agents hold beside those, and beside {@code live}, may be ended. */
    void recovered(Set<AttemptId> live) {
        recovered = true;
        keep = Set.copyOf(live);
    }

    /** Ends a gang wherever it stands; an unknown one has ended. */
    void stop(AttemptId attempt, FailureKind kind, String why, Duration grace, long now) {
        @Nullable Gang gang = gangs.get(attempt);
        if (gang == null || gang.state == GangState.ENDED) {
            return;
        }
        if (gang.stop == null || gang.stop.grace().compareTo(grace) > 0) {
            gang.stop = new Gang.StopOrder(gang.stop == null ? kind : gang.stop.kind(), why, grace);
        }
        applyStop(gang, now);
    }

    private void applyStop(Gang gang, long now) {
        Gang.@Nullable StopOrder stop = gang.stop;
        if (stop == null) {
            return;
        }
        switch (gang.state) {
            case QUEUED, PREPARING -> {
                if (gang.state == GangState.PREPARING) {
                    giveUpPlaces(gang, "stopped: " + stop.why());
                }
                queue.remove(gang);
                gang.move(GangState.Change.STOP, now);
                steps.add(new Step.Tell(new GangEvent.Ended(gang.attempt(), gang.outcome())));
            }
            case STARTING, RUNNING -> {
                gang.move(GangState.Change.STOP, now);
                sendStops(gang, stop);
            }
            case ENDING -> sendStops(gang, stop);
            case PLACING, CLAIMING, RETURNING, ENDED, DROPPED -> {
                // the ledger's answer decides what there is to stop
            }
        }
    }

    private void sendStops(Gang gang, Gang.StopOrder stop) {
        for (Share share : gang.shares.values()) {
            if (!gang.gone(share)) {
                steps.add(orders.stop(gang, share, stop));
            }
        }
    }

    /**
     * Hears a node.
     *
     * @return the attempts whose leases are renewed by it
     */
    List<AttemptId> hello(NodeOffer offer, List<HeldShare> held, long now, long nowMillis) {
        FleetNode node = nodes.heard(offer, gangs.values(), now, nowMillis);
        Set<AttemptId> listed = new LinkedHashSet<>();
        List<AttemptId> renewed = new ArrayList<>();
        for (HeldShare share : held) {
            if (heldIsOurs(share, node, now)) {
                listed.add(share.attempt());
                renewed.add(share.attempt());
            }
        }
        for (Gang gang : List.copyOf(gangs.values())) {
            @Nullable Share share = gang.shares.get(offer.name());
            if (share != null && !listed.contains(gang.attempt()) && gang.state != GangState.ENDED) {
                notListed(gang, share, now);
            }
        }
        return renewed;
    }

    /** Compares one held share with what is known; false when the node is to forget it. */
    private boolean heldIsOurs(HeldShare held, FleetNode node, long now) {
        @Nullable Gang gang = gangs.get(held.attempt());
        @Nullable Share share = gang == null ? null : gang.shares.get(node.offer.name());
        if (gang == null || share == null || !gang.epoch.equals(held.epoch())) {
            node.addForeign(held);
            boolean wait = !recovered || gang == null && keep.contains(held.attempt());
            if (!wait) {
                steps.add(orders.forget(
                        node.offer.name(), held.attempt(), "the scheduler knows nothing of it on this node"));
            }
            return wait;
        }
        if (share.phase == Share.Phase.UNHEARD) {
            gang.round = Math.max(gang.round, held.round());
        } else if (held.round() != gang.round) {
            // an answer from before the gang was placed again; its own Prepare is on its way
            steps.add(orders.prepare(gang, share));
            return true;
        }
        share.listed(held, now);
        heard(gang, share, held, now);
        return true;
    }

    private void heard(Gang gang, Share share, HeldShare held, long now) {
        boolean wasSilent = gang.silent;
        if (held.claim() != null && share.phase != Share.Phase.STARTED) {
            claimed(gang, share, held.claim(), now);
        }
        boolean runs = held.phase() == HeldShare.Phase.STARTED || held.phase() == HeldShare.Phase.ENDED;
        if (runs) {
            started(gang, share, now);
        } else if (gang.state == GangState.STARTING && held.phase() == HeldShare.Phase.CLAIMED) {
            orders.start(gang, share).ifPresent(steps::add);
        }
        Gang.@Nullable StopOrder stop = gang.stop == null ? gang.others : gang.stop;
        if (gang.state == GangState.ENDING && stop != null && !gang.gone(share)) {
            steps.add(orders.stop(gang, share, stop));
        }
        if (wasSilent && gang.mayRun() && !patience.anySilent(gang, now)) {
            gang.silent = false;
            if (gang.state == GangState.RUNNING) {
                steps.add(new Step.Tell(new GangEvent.Started(gang.attempt(), gang.places())));
            }
        }
    }

    /** A node that answers does not list a share: it never got it, or it lost it. */
    private void notListed(Gang gang, Share share, long now) {
        if (gang.gone(share)) {
            return;
        }
        if (share.phase == Share.Phase.ASKED) {
            if (gang.state == GangState.PREPARING) {
                steps.add(orders.prepare(gang, share));
            }
        } else if (gang.state == GangState.PREPARING) {
            claimFailed(gang, share.node, "node " + share.node + " no longer knows its claim", now);
        } else if (gang.mayRun()) {
            loseShare(gang, share, "node " + share.node + " is back and does not know it any more", now);
        }
    }

    /** A node claims its share. */
    void claim(AttemptId attempt, Epoch claimEpoch, int round, String node, ShareClaim claim, long now) {
        @Nullable Gang gang = gangs.get(attempt);
        @Nullable Share share = gang == null ? null : gang.shares.get(node);
        if (gang == null || share == null || !gang.epoch.equals(claimEpoch) || gang.round != round) {
            return;
        }
        share.renewedNanos = now;
        claimed(gang, share, claim, now);
    }

    private void claimed(Gang gang, Share share, ShareClaim claim, long now) {
        share.claim = claim;
        if (share.phase == Share.Phase.ASKED || share.phase == Share.Phase.UNHEARD) {
            share.phase = Share.Phase.CLAIMED;
        }
        if (gang.state == GangState.PREPARING && gang.all(Share.Phase.CLAIMED)) {
            gang.move(GangState.Change.ALL_CLAIMED, now);
            steps.add(orders.claimed(gang));
        }
    }

    /** A node cannot prepare its share. */
    void claimRefused(AttemptId attempt, Epoch claimEpoch, int round, String node, String why, long now) {
        @Nullable Gang gang = gangs.get(attempt);
        if (gang != null
                && gang.state == GangState.PREPARING
                && gang.round == round
                && gang.epoch.equals(claimEpoch)
                && gang.shares.containsKey(node)) {
            claimFailed(gang, node, "node " + node + " refused: " + why, now);
        }
    }

    private void claimFailed(Gang gang, String node, String why, long now) {
        gang.trouble = why;
        nodes.strike(node, now);
        giveUpPlaces(gang, why);
        gang.move(GangState.Change.CLAIM_FAILED, now);
        steps.add(new Step.LedgerRequeued(gang.attempt()));
    }

    /** Releases what the gang holds and tells its nodes to forget it. */
    private void giveUpPlaces(Gang gang, String why) {
        for (Share share : gang.shares.values()) {
            nodes.release(gang, share);
            steps.add(orders.forget(share.node, gang.attempt(), why));
        }
        gang.shares.clear();
    }

    /** A node started the workers of its share. */
    void started(AttemptId attempt, Epoch claimEpoch, String node, long now) {
        @Nullable Gang gang = gangs.get(attempt);
        @Nullable Share share = gang == null ? null : gang.shares.get(node);
        if (gang != null && share != null && gang.epoch.equals(claimEpoch)) {
            started(gang, share, now);
        }
    }

    private void started(Gang gang, Share share, long now) {
        share.phase = Share.Phase.STARTED;
        if (gang.state != GangState.STARTING) {
            return;
        }
        if (gang.all(Share.Phase.STARTED)) {
            gang.move(GangState.Change.ALL_STARTED, now);
            gang.trouble = "";
            steps.add(new Step.Tell(new GangEvent.Started(gang.attempt(), gang.places())));
        }
    }

    /** Whether something waits for a place. */
    boolean hasQueue() {
        return !queue.isEmpty();
    }

    /** Whether another agent that was heard just now has this node's name. */
    boolean isTaken(NodeOffer offer, long now) {
        return nodes.isTaken(offer, now);
    }

    /** Whether this node may report points of this rank. */
    boolean mayReport(AttemptId attempt, Epoch claimEpoch, String node, int rank) {
        @Nullable Gang gang = gangs.get(attempt);
        @Nullable Share share = gang == null ? null : gang.shares.get(node);
        return gang != null && share != null && gang.epoch.equals(claimEpoch) && share.hasRank(rank);
    }

    /** Whether the attempt is known, in whatever state. */
    boolean knows(AttemptId attempt) {
        return gangs.containsKey(attempt);
    }

    /** A rank is gone. */
    void workerEnded(AttemptId attempt, Epoch claimEpoch, String node, WorkerEnd end, long now) {
        @Nullable Gang gang = gangs.get(attempt);
        if (gang != null && gang.mayRun() && mayReport(attempt, claimEpoch, node, end.rank())) {
            endRank(gang, end, now);
        }
    }

    private void endRank(Gang gang, WorkerEnd end, long now) {
        if (!gang.end(end)) {
            return;
        }
        nodes.releaseRank(gang, end.rank());
        if (gang.allGone()) {
            gang.move(GangState.Change.ALL_GONE, now);
            steps.add(new Step.Tell(new GangEvent.Ended(gang.attempt(), gang.outcome())));
        } else if (!end.outcome().succeeded()
                && (gang.state == GangState.STARTING || gang.state == GangState.RUNNING)) {
            gang.move(GangState.Change.RANK_FAILED, now);
            String why = "rank " + end.rank() + " of its gang ended: "
                    + end.outcome().cause();
            Duration grace = gang.request.template().stopGrace();
            if (gang.stop == null) {
                gang.others = new Gang.StopOrder(FailureKind.KILLED, why, grace);
                sendStops(gang, gang.others);
            }
        }
    }

    private void loseShare(Gang gang, Share share, String why, long now) {
        for (RankPlace place : share.places) {
            ExitOutcome lost = ExitOutcome.of(FailureKind.LOST, why);
            endRank(gang, new WorkerEnd(place.rank(), lost, "", List.of()), now);
        }
    }

    /** The end of a gang is stored: its nodes may forget it. */
    void endStored(AttemptId attempt) {
        @Nullable Gang gang = gangs.get(attempt);
        if (gang != null && gang.state == GangState.ENDED) {
            giveUpPlaces(gang, "its end is stored");
            gangs.remove(attempt);
        }
    }

    /** The ledger answered for a gang that waits for it. */
    void ledgerAnswered(AttemptId attempt, GangState asked, LedgerAnswer answer, long now) {
        @Nullable Gang gang = gangs.get(attempt);
        if (gang == null || gang.state != asked) {
            return;
        }
        switch (answer) {
            case YES -> {
                gang.retry = false;
                gang.move(GangState.Change.COMMITTED, now);
            }
            case NO -> gang.move(GangState.Change.REFUSED, now);
            case UNKNOWN -> {
                gang.move(GangState.Change.UNSURE, now);
                gang.notBeforeNanos = now + RETRY_NANOS;
                gang.retry = true;
            }
        }
        switch (gang.state) {
            case PREPARING -> {
                for (Share share : gang.wanted()) {
                    steps.add(orders.prepare(gang, share));
                }
            }
            case STARTING -> {
                for (Share share : gang.wanted()) {
                    orders.start(gang, share).ifPresent(steps::add);
                }
            }
            case QUEUED -> {
                giveUpPlaces(gang, "not placed after all");
                queue.add(gang);
            }
            case DROPPED -> {
                giveUpPlaces(gang, "another decision about the attempt was stored");
                gangs.remove(attempt);
                return;
            }
            default -> {
                return;
            }
        }
        applyStop(gang, now);
    }

    /** Which nodes take nothing new. */
    void drain(Map<String, NodeDrain> orders, long now, long nowMillis) {
        nodes.drain(orders, now, nowMillis);
    }

    /** Places what can be placed. */
    void pass(long now) {
        if (!recovered || queue.isEmpty()) {
            return;
        }
        PlacementPlan plan = Placement.plan(queue.askingAt(now), nodes.views(now));
        for (PlacementPlan.Placed placed : plan.placed()) {
            Gang gang = known(placed.attempt());
            queue.remove(gang);
            gang.wait = null;
            gang.epoch = epoch;
            gang.round++;
            gang.place(placed.places(), Share.Phase.ASKED, now);
            nodes.hold(gang);
            gang.move(GangState.Change.PLACE, now);
            steps.add(new Step.LedgerPreparing(gang.attempt()));
        }
        for (PlacementPlan.Waits waits : plan.waiting()) {
            known(waits.attempt()).waits(waits);
        }
    }

    private Gang known(AttemptId attempt) {
        @Nullable Gang gang = gangs.get(attempt);
        if (gang == null) {
            throw new IllegalStateException("placement named an unknown attempt: " + attempt);
        }
        return gang;
    }

    /** Time has passed: silence, leases, deadlines, repeated questions, reasons of waits. */
    void tick(long now) {
        for (Gang gang : List.copyOf(gangs.values())) {
            switch (gang.state) {
                case PREPARING ->
                    patience.withClaims(gang, now)
                            .ifPresent(silence -> claimFailed(gang, silence.share().node, silence.why(), now));
                case CLAIMING, RETURNING -> orders.askAgain(gang, now).ifPresent(steps::add);
                case STARTING, RUNNING, ENDING -> checkLeases(gang, now);
                case QUEUED -> queue.toTell(gang, recovered, now).ifPresent(event -> steps.add(new Step.Tell(event)));
                case PLACING, ENDED, DROPPED -> {
                    // waits for the store alone
                }
            }
        }
        nodes.prune(gangs.values(), now);
    }

    private void checkLeases(Gang gang, long now) {
        Duration grace = gang.request.template().stopGrace();
        nodes.overdue(gang, now).ifPresent(why -> stop(gang.attempt(), FailureKind.PREEMPTED, why, grace, now));
        Optional<Patience.Silence> silence = patience.withWorkers(gang, now);
        if (silence.isPresent() && silence.get().isLost()) {
            loseShare(gang, silence.get().share(), silence.get().why(), now);
        } else if (silence.isPresent() && !gang.silent) {
            gang.silent = true;
            gang.trouble = silence.get().why();
            steps.add(new Step.Tell(new GangEvent.Silent(gang.attempt(), gang.trouble)));
        }
    }

    /** Why a gang can never run here. */
    List<Refusal> check(GangRequest request, long now) {
        return Placement.refusals(GangShape.of(request), nodes.views(now));
    }

    /** What there is and what it does, for people. */
    Capacity capacity(long now) {
        return FleetView.of(
                nodes.all(),
                queue.inOrder(),
                gangs.values(),
                gang -> WaitingGangs.text(gang, recovered),
                name -> nodes.silent(name, now));
    }
}
