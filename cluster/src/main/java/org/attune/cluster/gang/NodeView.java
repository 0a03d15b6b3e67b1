package org.attune.cluster.gang;

import java.util.List;
import java.util.Map;

/**
 * One node of the fleet, for people.
 *
 * @param state {@code UP}, {@code SILENT} or {@code DRAINING}
 * @param total what the node offers
 * @param free what of it nobody holds
 * @param devices ids and models of its devices, as {@code 0:A100}
 * @param guard whether a watchdog stands on it that ends workers whose lease ran out
 */
public record NodeView(
        String name,
        long incarnation,
        String state,
        String address,
        Resources total,
        Resources free,
        List<String> devices,
        Map<String, String> labels,
        boolean guard,
        long lastHeardMillis) {

    public NodeView {
        devices = List.copyOf(devices);
        labels = Map.copyOf(labels);
    }
}
