package org.attune.tuner.spec;

import java.util.List;
import java.util.OptionalInt;

/**
 * Where the workers of a gang may run.
 *
 * @param constraints label selectors that every node must match
 * @param level how near the workers are to one another
 * @param mode whether that is a must
 * @param maxWorkersPerNode at most this many on one node
 * @param spread prefer many nodes
 * @param pools the values of that node label to try, in this order
 */
public record PlacementSpec(
        List<String> constraints,
        Level level,
        Mode mode,
        OptionalInt maxWorkersPerNode,
        boolean spread,
        List<String> pools) {

    /** Anywhere. */
    public static final PlacementSpec DEFAULT =
            new PlacementSpec(List.of(), Level.ANY, Mode.PREFERRED, OptionalInt.empty(), false, List.of());

    /** Copies the lists. */
    public PlacementSpec {
        constraints = List.copyOf(constraints);
        pools = List.copyOf(pools);
    }

    /** How near the workers of a gang are. */
    public enum Level {
        /** Devices with a direct link. */
        DEVICE_ISLAND,
        /** One node. */
        NODE,
        /** One rack. */
        RACK,
        /** No matter. */
        ANY
    }

    /** Whether the level is a must. */
    public enum Mode {
        /** A gang waits until it is possible. */
        REQUIRED,
        /** Taken where it is possible. */
        PREFERRED
    }
}
