package org.attune.cluster.placement;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.attune.cluster.gang.GangRequest;
import org.attune.cluster.gang.Resources;

/**
 * What of a gang placement looks at. Trials of one study ask for the same shape, so a shape that does not fit in a pass is
 * tried once however many gangs have it.
 *
 * @param workers how many, from 1
 * @param each what each of them needs
 * @param selectors all must hold on a node
 * @param workersPerNodeMax most of them on one node; 0 for no limit
 */
public record GangShape(int workers, Resources each, List<LabelSelector> selectors, int workersPerNodeMax) {

    /** Copies the selectors. */
    public GangShape {
        Objects.requireNonNull(each, "each");
        selectors = List.copyOf(selectors);
    }

    /**
     * The shape of a request.
     *
     * @throws IllegalArgumentException when one of its constraints is no label selector
     */
    public static GangShape of(GangRequest request) {
        List<LabelSelector> selectors =
                request.wish().constraints().stream().map(LabelSelector::parse).toList();
        return new GangShape(
                request.workers(), request.each(), selectors, request.wish().maxWorkersPerNode());
    }

    boolean allows(Map<String, String> labels) {
        for (LabelSelector selector : selectors) {
            if (!selector.matches(labels)) {
                return false;
            }
        }
        return true;
    }

    int perNodeMax() {
        return workersPerNodeMax == 0 ? workers : Math.min(workers, workersPerNodeMax);
    }
}
