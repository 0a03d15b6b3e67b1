package org.attune.cluster.wire;

/** What the scheduler receives: {@link ToScheduler} from agents, the rest from its own process. */
public interface SchedulerCommand {}
