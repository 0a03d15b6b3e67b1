package org.attune.cluster.gang;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One node of the fleet, for people.
 *
 * @param state {@code UP}, {@code SILENT}, {@code DRAINING} (takes nothing new) or {@code DRAINED} (and nothing is left on it)
 * @param total what the node offers
 * @param free what of it nobody holds
 * @param devices ids and models of its devices, as {@code 0:A100}
 * @param drain the order that it takes nothing new; null for none
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
        long lastHeardMillis,
        @Nullable NodeDrain drain) {

    public NodeView {
        devices = List.copyOf(devices);
        labels = Map.copyOf(labels);
    }
}
