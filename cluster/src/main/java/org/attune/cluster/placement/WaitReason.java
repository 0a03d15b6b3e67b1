package org.attune.cluster.placement;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.attune.cluster.gang.Resources;

/**
 * Why a shape finds no place just now. The same for all gangs of a shape, so that it can be compared cheaply; the sentence
 * is written when somebody wants to read it.
 *
 * @param cause what is short
 * @param room how many workers would find a place now
 * @param shape what is wanted
 */
public record WaitReason(Cause cause, int room, GangShape shape) {

    /** What is short. */
    public enum Cause {
        /** No node answers and takes gangs: they are silent, or drained. */
        NO_NODES,
        /** Nodes answer, but none of those that do has the labels. */
        LABELS,
        /** Devices. */
        DEVICES,
        /** CPUs. */
        CPUS,
        /** Memory. */
        MEMORY,
        /** There would be room, but at most so many workers of the gang may share a node. */
        SPREAD,
        /** There is room, kept for a gang that was overtaken too often. */
        RESERVED
    }

    /**
     * A sentence for a person.
     *
     * @param ahead how many gangs stand before it in the queue
     */
    public String text(int ahead) {
        String queue =
                ahead == 0 ? "" : ahead == 1 ? "; 1 gang is ahead of it" : "; " + ahead + " gangs are ahead of it";
        return what() + queue;
    }

    private String what() {
        int missing = Math.max(0, shape.workers() - room);
        Resources each = shape.each();
        switch (cause) {
            case NO_NODES:
                return "waits for a node: none answers and takes new gangs";
            case LABELS:
                return "waits for a node where " + join() + " holds: none of those that answer has it";
            case DEVICES:
                return "waits for " + (long) missing * each.devices() + " of " + (long) shape.workers() * each.devices()
                        + " devices";
            case CPUS:
                return "waits for " + number(missing * each.cpus()) + " of " + number(shape.workers() * each.cpus())
                        + " CPUs";
            case MEMORY:
                return "waits for memory for " + missing + " of " + shape.workers() + " workers";
            case SPREAD:
                return "waits for more nodes: at most " + shape.workersPerNodeMax() + " of its " + shape.workers()
                        + " workers may share one, " + room + " find a place";
            case RESERVED:
                return "waits: the room there is is kept for a gang before it that was overtaken too often";
        }
        throw new AssertionError(cause);
    }

    private String join() {
        return String.join(
                " and ", shape.selectors().stream().map(LabelSelector::toString).toList());
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value)
                .setScale(3, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }
}
