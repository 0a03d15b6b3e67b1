package org.attune.cluster.gang;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.MetricPoint;

/**
 * Hears what becomes of gangs. Both methods complete once what was told is durable (or was known already): only then does
 * a runner forget it and the agent delete its copy. A stage that fails means "not stored": the runner tells it again.
 */
public interface GangListener {

    /** One event; per attempt they come in order, and again after a failure. */
    CompletionStage<Void> onEvent(GangEvent event);

    /**
     * Metric points of one rank.
     *
     * @param position counts the batches of this attempt and rank from 1 without gaps; at or below the stored one it is a
     *     repeat and changes nothing
     * @param points at most 1,000
     */
    CompletionStage<Void> onPoints(AttemptId attempt, int rank, long position, List<MetricPoint> points);
}
