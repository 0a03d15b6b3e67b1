package org.attune.cluster.gang;

import java.util.List;

/**
 * Where one rank of a gang stands.
 *
 * @param rank counts from 0
 * @param node the node's name
 * @param incarnation which life of that node; it changes when the node's agent starts without its old state
 * @param devices ids of the devices given to this worker, on that node
 */
public record RankPlace(int rank, String node, long incarnation, List<String> devices) {

    public RankPlace {
        devices = List.copyOf(devices);
    }
}
