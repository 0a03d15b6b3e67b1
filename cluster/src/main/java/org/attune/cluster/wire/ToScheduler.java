package org.attune.cluster.wire;

import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.attune.cluster.gang.Epoch;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.MetricPoint;

/** What an agent tells the scheduler. Sent again until answered. */
public sealed interface ToScheduler extends SchedulerCommand, CborSerializable {

    /**
     * Here I am, this is what I hold. Sent all the time; the scheduler's picture of the fleet is made of these alone.
     *
     * @param node what the node is and offers
     * @param held every share that it holds, ended ones too until they are acknowledged
     * @param epochSeen the highest epoch that it has obeyed; 0 before the first
     * @param sentNanos the agent's monotonic clock
     * @param agent where answers go
     */
    record Hello(NodeOffer node, List<HeldShare> held, long epochSeen, long sentNanos, ActorRef<AgentCommand> agent)
            implements ToScheduler {
        /** Copies the list. */
        public Hello {
            held = List.copyOf(held);
        }
    }

    /** The share is prepared. */
    record Claim(AttemptId attempt, Epoch epoch, int round, String node, long incarnation, ShareClaim claim)
            implements ToScheduler {}

    /** The share cannot be prepared here. */
    record ClaimRefused(AttemptId attempt, Epoch epoch, int round, String node, String why) implements ToScheduler {}

    /** Something was done for a share, for people to know; not sent again. */
    record Noted(AttemptId attempt, Epoch epoch, String node, String what) implements ToScheduler {}

    /** The workers of the share were started. */
    record ShareStarted(AttemptId attempt, Epoch epoch, String node) implements ToScheduler {}

    /**
     * Metric points of one rank, one batch in flight a rank. Answered by {@link ToAgent.PointsStored} once they are durable.
     *
     * @param position counts the batches of this rank from 1
     */
    record Points(AttemptId attempt, Epoch epoch, String node, int rank, long position, List<MetricPoint> points)
            implements ToScheduler {
        /** Copies the points. */
        public Points {
            points = List.copyOf(points);
        }
    }

    /** A rank is gone and all its points are stored. Answered by {@link ToAgent.Forget} when its whole gang has ended. */
    record WorkerEnded(AttemptId attempt, Epoch epoch, String node, WorkerEnd end) implements ToScheduler {}
}
