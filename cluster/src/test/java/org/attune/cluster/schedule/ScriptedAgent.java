package org.attune.cluster.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.LeaseSettings;
import org.attune.cluster.gang.RankPlace;
import org.attune.cluster.gang.Resources;
import org.attune.cluster.wire.HeldShare;
import org.attune.cluster.wire.NodeOffer;
import org.attune.cluster.wire.ShareClaim;
import org.attune.cluster.wire.ToAgent;
import org.attune.cluster.wire.WorkerEnd;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.ExitOutcome;
import org.jspecify.annotations.Nullable;

/**
 * An agent without processes, for tests of the scheduler with virtual time: it holds shares by the same rules as the real
 * one. What it says is collected, so that a test can deliver, drop, repeat or delay it. Not thread-safe.
 */
public final class ScriptedAgent {

    /** One thing that it says. */
    public interface Say {
        /** Delivers it. */
        void to(Fleet fleet, long now);
    }

    /** One share that it holds. */
    static final class Held {
        final AttemptId attempt;
        final Epoch epoch;
        final int round;
        final Resources each;
        final List<RankPlace> places;
        final boolean leased;
        HeldShare.Phase phase = HeldShare.Phase.CLAIMED;
        ShareClaim claim;
        long leaseUntil;
        final Map<Integer, WorkerEnd> ends = new TreeMap<>();

        Held(ToAgent.Prepare m, ShareClaim claim, long leaseUntil) {
            this.attempt = m.gang().attempt();
            this.epoch = m.epoch();
            this.round = m.round();
            this.each = m.gang().each();
            this.places = m.places();
            this.leased = m.gang().replaceWhenLost();
            this.claim = claim;
            this.leaseUntil = leaseUntil;
        }

        boolean runs() {
            return phase == HeldShare.Phase.STARTED && ends.size() < places.size();
        }
    }

    private final String name;
    private final int cpus;
    private final LeaseSettings lease;
    final Map<AttemptId, Held> held = new TreeMap<>();
    final List<Say> said = new ArrayList<>();
    private long incarnation = 1;
    private long epochSeen;

    /** Refuses claims while it is set. */
    public @Nullable String refuses;

    /** Whether its word that a share was started gets lost. */
    public boolean dropsStarted;

    /** Whether a watchdog stands on it. */
    public boolean guard = true;

    /** An agent with CPUs to give out. */
    public ScriptedAgent(String name, int cpus, LeaseSettings lease) {
        this.name = name;
        this.cpus = cpus;
        this.lease = lease;
    }

    /** The node's name. */
    public String name() {
        return name;
    }

    /** Hears the scheduler. */
    public void hear(ToAgent message, long now) {
        if (message.epoch().value() < epochSeen) {
            return;
        }
        epochSeen = message.epoch().value();
        if (message instanceof ToAgent.Prepare m) {
            prepare(m, now);
        } else if (message instanceof ToAgent.Start m) {
            start(m, now);
        } else if (message instanceof ToAgent.Stop m) {
            @Nullable Held share = held.get(m.attempt());
            if (share != null) {
                share.places.forEach(p -> end(share, p.rank(), ExitOutcome.of(m.kind(), m.why())));
            }
        } else if (message instanceof ToAgent.Forget m) {
            held.remove(m.attempt());
        }
    }

    private void prepare(ToAgent.Prepare m, long now) {
        String why = refuses;
        AttemptId attempt = m.gang().attempt();
        if (why != null) {
            said.add((fleet, at) -> fleet.claimRefused(attempt, m.epoch(), m.round(), name, why, at));
            return;
        }
        @Nullable Held known = held.get(attempt);
        if (known == null || known.round != m.round() || !known.epoch.equals(m.epoch())) {
            if (known != null && known.phase != HeldShare.Phase.CLAIMED) {
                said.add((fleet, at) -> fleet.claimRefused(attempt, m.epoch(), m.round(), name, "busy", at));
                return;
            }
            known = new Held(
                    m,
                    new ShareClaim(now, "host-" + name, 4000),
                    now + lease.length().toNanos());
            held.put(attempt, known);
        }
        ShareClaim claim = known.claim;
        said.add((fleet, at) -> fleet.claim(attempt, m.epoch(), m.round(), name, claim, at));
    }

    private void start(ToAgent.Start m, long now) {
        @Nullable Held share = held.get(m.attempt());
        if (share == null
                || share.phase != HeldShare.Phase.CLAIMED
                || share.round != m.round()
                || share.claim.sentNanos() != m.claimSentNanos()
                || now - m.claimSentNanos() > lease.length().toNanos()) {
            return;
        }
        share.phase = HeldShare.Phase.STARTED;
        if (dropsStarted) {
            return;
        }
        said.add((fleet, at) -> fleet.started(share.attempt, share.epoch, name, at));
    }

    /** A rank of a share ends. */
    public void end(AttemptId attempt, int rank, ExitOutcome outcome) {
        @Nullable Held share = held.get(attempt);
        if (share != null && share.places.stream().anyMatch(p -> p.rank() == rank)) {
            end(share, rank, outcome);
        }
    }

    private void end(Held share, int rank, ExitOutcome outcome) {
        WorkerEnd end = share.ends.computeIfAbsent(rank, r -> new WorkerEnd(r, outcome, "", List.of()));
        if (share.ends.size() == share.places.size()) {
            share.phase = HeldShare.Phase.ENDED;
        }
        said.add((fleet, at) -> fleet.workerEnded(share.attempt, share.epoch, name, end, at));
    }

    /** Says what it holds and repeats what was not acknowledged; ends what its lease no longer covers. */
    public void hello(long now) {
        for (Held share : List.copyOf(held.values())) {
            if (now - share.leaseUntil > 0) {
                if (share.phase == HeldShare.Phase.CLAIMED) {
                    held.remove(share.attempt);
                } else if (share.runs() && share.leased) {
                    share.places.forEach(p -> end(
                            share,
                            p.rank(),
                            ExitOutcome.of(org.attune.runner.worker.FailureKind.LOST, "its lease ran out")));
                }
            }
            share.ends
                    .values()
                    .forEach(end ->
                            said.add((fleet, at) -> fleet.workerEnded(share.attempt, share.epoch, name, end, at)));
        }
        List<HeldShare> shares = held.values().stream()
                .map(h -> new HeldShare(h.attempt, h.epoch, h.round, h.phase, h.each, h.places, h.claim))
                .toList();
        said.add((fleet, at) -> {
            for (AttemptId attempt : fleet.hello(offer(), shares, at, at / 1_000_000)) {
                @Nullable Held share = held.get(attempt);
                if (share != null) {
                    share.leaseUntil =
                            Math.max(share.leaseUntil, now + lease.length().toNanos());
                }
            }
        });
    }

    /** The agent's process ends and comes back: what was prepared is gone, what was started runs on. */
    public void restart() {
        held.values().removeIf(share -> share.phase == HeldShare.Phase.CLAIMED);
        said.clear();
    }

    /** The machine comes back with nothing on it. */
    public void reborn() {
        held.clear();
        said.clear();
        incarnation++;
    }

    /** The attempts whose workers run here. */
    public List<AttemptId> running() {
        return held.values().stream().filter(Held::runs).map(h -> h.attempt).toList();
    }

    NodeOffer offer() {
        return new NodeOffer(
                name,
                incarnation,
                "host-" + name,
                new Resources(cpus, 0, 0),
                List.of(),
                Map.of("host", name),
                guard,
                false);
    }
}
