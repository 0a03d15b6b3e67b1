package org.attune.cluster.gang;

import java.util.List;

/**
 * Where the workers of a gang may stand.
 *
 * @param constraints label selectors as the spec writes them ({@code gpu.model in (A100, H100)}); all must hold on a node
 * @param maxWorkersPerNode most workers of this gang on one node; 0 for no limit
 */
public record PlacementWish(List<String> constraints, int maxWorkersPerNode) {

    /** Anywhere. */
    public static final PlacementWish ANYWHERE = new PlacementWish(List.of(), 0);

    public PlacementWish {
        constraints = List.copyOf(constraints);
        if (maxWorkersPerNode < 0) {
            throw new IllegalArgumentException("maxWorkersPerNode: " + maxWorkersPerNode + " (expected: >= 0)");
        }
    }
}
