package org.attune.cluster.schedule;

import org.attune.cluster.gang.ClaimedGang;
import org.attune.cluster.gang.GangEvent;
import org.attune.cluster.wire.ToAgent;
import org.attune.runner.worker.AttemptId;

/** One effect that the fleet's decisions ask for; the actor around it carries them out in order. */
sealed interface Step {

    /** Send to the agent of this node. */
    record Send(String node, ToAgent message) implements Step {}

    /** Tell the listener. */
    record Tell(GangEvent event) implements Step {}

    /** Ask the ledger for QUEUED to PREPARING. */
    record LedgerPreparing(AttemptId attempt) implements Step {}

    /** Ask the ledger for PREPARING to CLAIMED. */
    record LedgerClaimed(AttemptId attempt, ClaimedGang gang) implements Step {}

    /** Ask the ledger for PREPARING to QUEUED. */
    record LedgerRequeued(AttemptId attempt) implements Step {}
}
