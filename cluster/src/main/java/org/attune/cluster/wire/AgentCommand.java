package org.attune.cluster.wire;

/** What a node's agent receives: {@link ToAgent} from the scheduler, the rest from itself. */
public interface AgentCommand {}
