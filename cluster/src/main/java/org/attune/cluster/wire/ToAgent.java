package org.attune.cluster.wire;

import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.GangRequest;
import org.attune.cluster.gang.RankPlace;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.FailureKind;

/**
 * What the scheduler tells an agent. Every message is idempotent and may come twice, late or not at all; an agent refuses
 * one whose epoch is older than the newest that it has seen.
 */
public sealed interface ToAgent extends AgentCommand, CborSerializable {

    /** The leadership under which it was sent. */
    Epoch epoch();

    /**
     * Get ready: fetch the files, set the ranks' places aside. Nothing runs. Answered by {@link ToScheduler.Claim} or
     * {@link ToScheduler.ClaimRefused}.
     *
     * @param round which placement of the attempt it is
     * @param gang the whole request
     * @param places the ranks on this node
     */
    record Prepare(Epoch epoch, int round, GangRequest gang, List<RankPlace> places) implements ToAgent {
        /** Copies the places. */
        public Prepare {
            places = List.copyOf(places);
        }
    }

    /**
     * The claim is durable: run. Dropped when it comes later than the claim's send time plus the lease. Answered by {@link
     * ToScheduler.ShareStarted}.
     *
     * @param claimSentNanos the send time of the claim that it answers, as the agent wrote it
     * @param masterAddress host of rank 0
     * @param masterPort the port that rank 0's node chose
     * @param hostsByRank the host of each rank
     */
    record Start(
            Epoch epoch,
            AttemptId attempt,
            int round,
            long claimSentNanos,
            String masterAddress,
            int masterPort,
            List<String> hostsByRank)
            implements ToAgent {
        /** Copies the hosts. */
        public Start {
            hostsByRank = List.copyOf(hostsByRank);
        }
    }

    /**
     * End the ranks on this node: TERM, KILL after the grace. What was not started ends too. Answered by {@link
     * ToScheduler.WorkerEnded} of each rank.
     */
    record Stop(Epoch epoch, AttemptId attempt, FailureKind kind, String why, Duration grace) implements ToAgent {}

    /**
     * The scheduler needs nothing more of this attempt: its end is stored, its placement was given up, or it is unknown. What
     * still runs is killed, what is left is deleted, no answer.
     */
    record Forget(Epoch epoch, AttemptId attempt, String why) implements ToAgent {}

    /**
     * Tidy the checkpoints of ended trials that are on this node or shared with it. No answer; what a node misses it is told
     * again at the study's end.
     *
     * @param study the study's uid
     * @param drop trials of which nothing is kept
     * @param thin trials of which the newest entry is kept
     */
    record Tidy(Epoch epoch, String study, List<Integer> drop, List<Integer> thin) implements ToAgent {
        /** Copies the lists. */
        public Tidy {
            drop = List.copyOf(drop);
            thin = List.copyOf(thin);
        }
    }

    /** These points and those before are durable; the next batch may come. */
    record PointsStored(Epoch epoch, AttemptId attempt, int rank, long position) implements ToAgent {}

    /**
     * Answers a {@link ToScheduler.Hello}: the named attempts' leases now last until its send time plus the lease.
     *
     * @param sentNanos the send time of the Hello, as the agent wrote it
     * @param renewed attempts that are still wanted
     * @param scheduler who answers; reports go there
     */
    record HelloAnswer(Epoch epoch, long sentNanos, List<AttemptId> renewed, ActorRef<SchedulerCommand> scheduler)
            implements ToAgent {
        /** Copies the list. */
        public HelloAnswer {
            renewed = List.copyOf(renewed);
        }
    }
}
