package org.attune.cluster.wire;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.attune.cluster.gang.Resources;

/**
 * What a node is and offers.
 *
 * @param name unique in the fleet
 * @param incarnation which life of the node: it changes when an agent starts without the state of the one before
 * @param host where other nodes reach its workers
 * @param total what it offers when nothing runs
 * @param devices its devices, as many as {@code total} says
 * @param labels its own and the built-in ones
 * @param guard whether a watchdog ends workers whose lease ran out
 * @param draining whether it takes no new gangs
 */
public record NodeOffer(
        String name,
        long incarnation,
        String host,
        Resources total,
        List<Device> devices,
        Map<String, String> labels,
        boolean guard,
        boolean draining) {

    /** Copies the collections. */
    public NodeOffer {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(total, "total");
        devices = List.copyOf(devices);
        labels = Map.copyOf(labels);
    }

    /**
     * One device.
     *
     * @param id how a worker names it
     * @param model its model
     */
    public record Device(String id, String model) {}
}
