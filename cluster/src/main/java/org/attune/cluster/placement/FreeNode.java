package org.attune.cluster.placement;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.attune.cluster.gang.Resources;

/**
 * A node as placement sees it.
 *
 * @param name unique in the fleet
 * @param incarnation which life of the node
 * @param total what it offers when nothing runs
 * @param free what nobody holds; its devices are counted by {@code freeDevices}
 * @param freeDevices ids of the devices that nobody holds, in the order in which they are given out
 * @param labels its own and the built-in ones
 * @param accepts whether it takes new gangs now: it answers and is not draining
 */
public record FreeNode(
        String name,
        long incarnation,
        Resources total,
        Resources free,
        List<String> freeDevices,
        Map<String, String> labels,
        boolean accepts) {

    /** Copies the collections. */
    public FreeNode {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(total, "total");
        Objects.requireNonNull(free, "free");
        freeDevices = List.copyOf(freeDevices);
        labels = Map.copyOf(labels);
    }
}
