package org.attune.cluster.schedule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.attune.cluster.gang.NodeDrain;
import org.attune.cluster.gang.RankPlace;
import org.attune.cluster.gang.Resources;
import org.attune.cluster.placement.FreeNode;
import org.attune.cluster.wire.HeldShare;
import org.attune.cluster.wire.NodeOffer;
import org.jspecify.annotations.Nullable;

/** One node as the scheduler knows it from its Hellos, with what is held there. CPUs in thousandths. */
final class FleetNode {

    NodeOffer offer;
    long heardNanos;
    long heardMillis;

    /** An operator's order that it takes nothing new. */
    @Nullable
    NodeDrain drain;

    /** When what runs here is taken away, if {@link #drain} has a deadline. */
    long drainUntilNanos;

    /** After a refused claim it gets nothing new before this moment. */
    long notBeforeNanos;

    private long cpusHeld;
    private long memoryHeld;
    private int devicesHeld;
    private final Set<String> deviceIdsHeld = new HashSet<>();

    private long foreignCpus;
    private long foreignMemory;
    private int foreignDevices;
    private final Set<String> foreignDeviceIds = new HashSet<>();

    FleetNode(NodeOffer offer, long nowNanos) {
        this.offer = offer;
        this.heardNanos = nowNanos;
        this.notBeforeNanos = nowNanos;
    }

    void hold(Resources each, RankPlace place) {
        cpusHeld += milli(each.cpus());
        memoryHeld += each.memoryBytes();
        devicesHeld += each.devices();
        deviceIdsHeld.addAll(place.devices());
    }

    void release(Resources each, RankPlace place) {
        cpusHeld -= milli(each.cpus());
        memoryHeld -= each.memoryBytes();
        devicesHeld -= each.devices();
        place.devices().forEach(deviceIdsHeld::remove);
    }

    void forgetForeign() {
        foreignCpus = 0;
        foreignMemory = 0;
        foreignDevices = 0;
        foreignDeviceIds.clear();
    }

    /** What runs there although the scheduler knows nothing of it takes room until it is gone. */
    void addForeign(HeldShare share) {
        if (share.phase() == HeldShare.Phase.ENDED) {
            return;
        }
        for (RankPlace place : share.places()) {
            foreignCpus += milli(share.each().cpus());
            foreignMemory += share.each().memoryBytes();
            foreignDevices += share.each().devices();
            foreignDeviceIds.addAll(place.devices());
        }
    }

    /** Whether it takes nothing new, at its agent's or an operator's word. */
    boolean drains() {
        return offer.draining() || drain != null;
    }

    /** Whether nothing runs here or is about to. */
    boolean holdsNothing() {
        return cpusHeld + foreignCpus == 0 && memoryHeld + foreignMemory == 0 && devicesHeld + foreignDevices == 0;
    }

    Resources free() {
        Resources total = offer.total();
        return new Resources(
                Math.max(0, milli(total.cpus()) - cpusHeld - foreignCpus) / 1000.0,
                Math.max(0, total.memoryBytes() - memoryHeld - foreignMemory),
                Math.max(0, total.devices() - devicesHeld - foreignDevices));
    }

    FreeNode view(boolean answers, long nowNanos) {
        List<String> devices = new ArrayList<>();
        for (NodeOffer.Device device : offer.devices()) {
            if (!deviceIdsHeld.contains(device.id()) && !foreignDeviceIds.contains(device.id())) {
                devices.add(device.id());
            }
        }
        boolean accepts = answers && !drains() && nowNanos - notBeforeNanos >= 0;
        return new FreeNode(offer.name(), offer.incarnation(), offer.total(), free(), devices, offer.labels(), accepts);
    }

    private static long milli(double cpus) {
        return Math.round(cpus * 1000);
    }
}
