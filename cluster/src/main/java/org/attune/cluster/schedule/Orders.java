package org.attune.cluster.schedule;

import java.util.List;
import java.util.Optional;
import org.attune.cluster.gang.ClaimedGang;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.RankPlace;
import org.attune.cluster.wire.ShareClaim;
import org.attune.cluster.wire.ToAgent;
import org.attune.runner.worker.AttemptId;
import org.jspecify.annotations.Nullable;

/** Writes the messages to agents and the questions to the ledger under one epoch. */
final class Orders {

    private final Epoch epoch;

    Orders(Epoch epoch) {
        this.epoch = epoch;
    }

    Step prepare(Gang gang, Share share) {
        return new Step.Send(share.node, new ToAgent.Prepare(epoch, gang.round, gang.request, share.places));
    }

    Step stop(Gang gang, Share share, Gang.StopOrder stop) {
        return new Step.Send(
                share.node, new ToAgent.Stop(epoch, gang.attempt(), stop.kind(), stop.why(), stop.grace()));
    }

    Step claimed(Gang gang) {
        return new Step.LedgerClaimed(gang.attempt(), new ClaimedGang(gang.epoch, gang.places()));
    }

    /** What the ledger is to be asked once more, when the time for it has come. */
    Optional<Step> askAgain(Gang gang, long now) {
        if (!gang.retry || now - gang.notBeforeNanos < 0) {
            return Optional.empty();
        }
        gang.retry = false;
        return Optional.of(gang.state == GangState.CLAIMING ? claimed(gang) : new Step.LedgerRequeued(gang.attempt()));
    }

    Step forget(String node, AttemptId attempt, String why) {
        return new Step.Send(node, new ToAgent.Forget(epoch, attempt, why));
    }

    /** The start of one share; empty as long as a claim of the gang is not known. */
    Optional<Step> start(Gang gang, Share share) {
        @Nullable ShareClaim own = share.claim;
        if (own == null) {
            return Optional.empty();
        }
        String[] hosts = new String[gang.request.workers()];
        ShareClaim master = own;
        for (Share each : gang.shares.values()) {
            @Nullable ShareClaim claim = each.claim;
            if (claim == null) {
                return Optional.empty();
            }
            for (RankPlace place : each.places) {
                hosts[place.rank()] = claim.host();
            }
            if (each.hasRank(0)) {
                master = claim;
            }
        }
        return Optional.of(new Step.Send(
                share.node,
                new ToAgent.Start(
                        epoch,
                        gang.attempt(),
                        gang.round,
                        own.sentNanos(),
                        master.host(),
                        master.masterPort(),
                        List.of(hosts))));
    }
}
