package org.attune.cluster.placement;

import org.attune.runner.worker.AttemptId;

/**
 * A gang that waits for its place.
 *
 * @param attempt whose gang it is
 * @param shape what it needs
 * @param overtaken how many gangs behind it were placed while it waited; see {@link Placement#OVERTAKES_MAX}
 */
public record QueuedGang(AttemptId attempt, GangShape shape, int overtaken) {}
