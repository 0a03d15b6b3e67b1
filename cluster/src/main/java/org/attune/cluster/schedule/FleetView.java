package org.attune.cluster.schedule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.attune.cluster.gang.Capacity;
import org.attune.cluster.gang.GangView;
import org.attune.cluster.gang.NodeView;
import org.attune.cluster.wire.NodeOffer;

/** Shows a fleet to people. */
final class FleetView {

    private FleetView() {}

    static Capacity of(
            Collection<FleetNode> nodes,
            Collection<Gang> queue,
            Collection<Gang> gangs,
            Function<Gang, String> waitText,
            Predicate<String> silent) {
        List<NodeView> nodeViews = new ArrayList<>();
        for (FleetNode node : nodes) {
            nodeViews.add(node(node, silent.test(node.offer.name())));
        }
        List<GangView> gangViews = new ArrayList<>();
        for (Gang gang : queue) {
            gangViews.add(gang(gang, "QUEUED", waitText.apply(gang)));
        }
        List<Gang> others = new ArrayList<>(gangs);
        others.removeIf(g -> g.state == GangState.QUEUED);
        others.sort((a, b) -> a.attempt().compareTo(b.attempt()));
        for (Gang gang : others) {
            gangViews.add(gang(gang, state(gang), gang.silent ? gang.trouble : ""));
        }
        return new Capacity(nodeViews, gangViews);
    }

    private static String state(Gang gang) {
        if (gang.silent) {
            return "SILENT";
        }
        return switch (gang.state) {
            case QUEUED -> "QUEUED";
            case PLACING, PREPARING, CLAIMING, STARTING, RETURNING -> "PREPARING";
            case RUNNING -> "RUNNING";
            case ENDING, ENDED, DROPPED -> "ENDING";
        };
    }

    private static GangView gang(Gang gang, String state, String why) {
        return new GangView(
                gang.attempt(),
                gang.request.template().study(),
                state,
                why,
                gang.request.workers(),
                gang.request.each(),
                gang.places(),
                gang.usage());
    }

    private static NodeView node(FleetNode node, boolean silent) {
        NodeOffer offer = node.offer;
        List<String> devices =
                offer.devices().stream().map(d -> d.id() + ":" + d.model()).toList();
        return new NodeView(
                offer.name(),
                offer.incarnation(),
                silent ? "SILENT" : !node.drains() ? "UP" : node.holdsNothing() ? "DRAINED" : "DRAINING",
                offer.host(),
                offer.total(),
                node.free(),
                devices,
                offer.labels(),
                offer.guard(),
                node.heardMillis,
                node.drain);
    }
}
