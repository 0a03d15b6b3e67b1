package org.attune.cluster.gang;

import java.util.List;

/**
 * What a runner has and holds just now.
 *
 * @param nodes the nodes it may show
 * @param gangs the gangs it knows, waiting ones in the order of the queue
 */
public record Capacity(List<NodeView> nodes, List<GangView> gangs) {

    public Capacity {
        nodes = List.copyOf(nodes);
        gangs = List.copyOf(gangs);
    }
}
