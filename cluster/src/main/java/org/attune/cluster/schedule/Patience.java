package org.attune.cluster.schedule;

import java.util.List;
import java.util.Optional;
import org.attune.cluster.gang.LeaseSettings;

/** Decides how long a node is waited for. */
final class Patience {

    /**
     * A share whose node is not heard, or does not do what it should.
     *
     * @param isLost whether its workers are past their lease, so that the attempt may be replaced
     * @param why for people
     */
    record Silence(Share share, boolean isLost, String why) {}

    private final NodeTable nodes;
    private final LeaseSettings lease;

    Patience(NodeTable nodes, LeaseSettings lease) {
        this.nodes = nodes;
        this.lease = lease;
    }

    /** A node that will not claim its share of a gang that is being prepared. */
    Optional<Silence> withClaims(Gang gang, long now) {
        boolean late = now - gang.sinceNanos > lease.claimTimeout().toNanos();
        for (Share share : gang.shares.values()) {
            if (nodes.silent(share.node, now)) {
                return Optional.of(new Silence(share, false, "node " + share.node + " fell silent before it claimed"));
            }
            if (late && share.phase == Share.Phase.ASKED) {
                return Optional.of(new Silence(share, false, "node " + share.node + " did not claim in time"));
            }
        }
        return Optional.empty();
    }

    /**
     * A node that does not answer for the workers of a gang that may run; one that is lost before one that is only silent.
     * Lost is only what a guard has ended by then, and what may be replaced at all.
     */
    Optional<Silence> withWorkers(Gang gang, long now) {
        Optional<Silence> silence = Optional.empty();
        for (Share share : List.copyOf(gang.shares.values())) {
            long unheard = now - share.renewedNanos;
            if (gang.gone(share)
                    || !nodes.silent(share.node, now)
                    || unheard <= lease.silentAfter().toNanos()) {
                continue;
            }
            boolean replace = gang.request.replaceWhenLost() && nodes.guarded(share.node);
            if (replace && unheard > lease.lostAfter().toNanos()) {
                String why = "node " + share.node + " has not answered for "
                        + lease.lostAfter().toSeconds() + " s; its lease ran out";
                return Optional.of(new Silence(share, true, why));
            }
            silence = Optional.of(new Silence(share, false, "node " + share.node + " does not answer"));
        }
        return silence;
    }

    boolean anySilent(Gang gang, long now) {
        for (Share share : gang.shares.values()) {
            if (!gang.gone(share) && nodes.silent(share.node, now)) {
                return true;
            }
        }
        return false;
    }
}
