package org.attune.cluster.schedule;

import java.util.concurrent.CompletionStage;
import org.attune.cluster.gang.ClaimedGang;
import org.attune.cluster.gang.Epoch;
import org.attune.runner.worker.AttemptId;

/**
 * The durable steps of an attempt before it runs, each a compare-and-set on (attempt, state, epoch). A stage completes with
 * true when the row changed and the change is durable, with false when somebody else decided; it fails when the outcome
 * is unknown.
 */
public interface AttemptLedger {

    /** QUEUED to PREPARING. True again when it is PREPARING under this epoch already. */
    CompletionStage<Boolean> preparing(AttemptId attempt, Epoch epoch);

    /** PREPARING to CLAIMED for all ranks at once. Nothing may be started before this is true. */
    CompletionStage<Boolean> claimed(AttemptId attempt, ClaimedGang gang);

    /** PREPARING back to QUEUED, when a claim was refused or came too late. */
    CompletionStage<Boolean> requeued(AttemptId attempt, Epoch epoch);
}
