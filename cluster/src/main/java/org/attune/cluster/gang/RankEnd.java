package org.attune.cluster.gang;

import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.WorkerUsage;
import org.jspecify.annotations.Nullable;

/**
 * How one rank of a gang ended.
 *
 * @param rank the rank
 * @param node where it stood; empty when it never had a place
 * @param outcome how it ended
 * @param usage what it used; null when nobody measured it
 */
public record RankEnd(
        int rank,
        String node,
        ExitOutcome outcome,
        @Nullable WorkerUsage usage) {}
