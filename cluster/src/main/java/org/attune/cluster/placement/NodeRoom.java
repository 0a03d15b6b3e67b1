package org.attune.cluster.placement;

import java.util.List;
import java.util.Map;
import org.attune.cluster.gang.RankPlace;
import org.attune.cluster.gang.Resources;

/** What is left of a node during one pass. CPUs are counted in thousandths, so that sums are exact. */
final class NodeRoom {

    private final FreeNode node;
    private long cpusMilli;
    private long memoryBytes;
    private int devicesGiven;

    /** Room for workers of the shape that is tried just now. */
    int slots;

    boolean reserved;

    NodeRoom(FreeNode node) {
        this.node = node;
        this.cpusMilli = milli(node.free().cpus());
        this.memoryBytes = node.free().memoryBytes();
    }

    String name() {
        return node.name();
    }

    Map<String, String> labels() {
        return node.labels();
    }

    boolean hasDevices() {
        return node.total().devices() > 0;
    }

    /** Whether less is free here than there: devices count first, then CPUs, then memory. */
    boolean fullerThan(NodeRoom other) {
        int mine = node.freeDevices().size() - devicesGiven;
        int theirs = other.node.freeDevices().size() - other.devicesGiven;
        if (mine != theirs) {
            return mine < theirs;
        }
        return cpusMilli != other.cpusMilli ? cpusMilli < other.cpusMilli : memoryBytes < other.memoryBytes;
    }

    int slotsNow(GangShape shape) {
        return min(shape, slotsByCpus(shape), slotsByMemory(shape), slotsByDevices(shape));
    }

    int slotsByCpus(GangShape shape) {
        return slots(cpusMilli, milli(shape.each().cpus()), shape.workers());
    }

    int slotsByMemory(GangShape shape) {
        return slots(memoryBytes, shape.each().memoryBytes(), shape.workers());
    }

    int slotsByDevices(GangShape shape) {
        return slots(node.freeDevices().size() - devicesGiven, shape.each().devices(), shape.workers());
    }

    int slotsWhenEmpty(GangShape shape) {
        return slotsWhenEmpty(shape, node.total());
    }

    static int slotsWhenEmpty(GangShape shape, Resources total) {
        return min(
                shape,
                slots(milli(total.cpus()), milli(shape.each().cpus()), shape.workers()),
                slots(total.memoryBytes(), shape.each().memoryBytes(), shape.workers()),
                slots(total.devices(), shape.each().devices(), shape.workers()));
    }

    RankPlace take(Resources each, int rank) {
        cpusMilli -= milli(each.cpus());
        memoryBytes -= each.memoryBytes();
        List<String> devices = node.freeDevices().subList(devicesGiven, devicesGiven + each.devices());
        devicesGiven += each.devices();
        return new RankPlace(rank, node.name(), node.incarnation(), devices);
    }

    private static int min(GangShape shape, int cpus, int memory, int devices) {
        return Math.min(shape.perNodeMax(), Math.min(cpus, Math.min(memory, devices)));
    }

    private static int slots(long free, long each, int most) {
        if (each <= 0) {
            return most;
        }
        return free <= 0 ? 0 : (int) Math.min(most, free / each);
    }

    static long milli(double cpus) {
        return Math.round(Math.min(cpus, 1e12) * 1000);
    }
}
