package org.attune.cluster.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.attune.cluster.gang.NodeDrain;
import org.attune.cluster.gang.RankPlace;
import org.attune.cluster.placement.FreeNode;
import org.attune.cluster.wire.NodeOffer;
import org.jspecify.annotations.Nullable;

/** The nodes as heard, and what gangs hold on them. */
final class NodeTable {

    private static final long STRIKE_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long FORGOTTEN_AFTER_NANOS = Duration.ofHours(1).toNanos();

    private final Map<String, FleetNode> nodes = new TreeMap<>();
    private final long silentNanos;
    private Map<String, NodeDrain> drains = Map.of();
    private long drainedNanos;
    private long drainedMillis;

    NodeTable(Duration silentAfter) {
        this.silentNanos = silentAfter.toNanos();
    }

    /** Notes that a node was heard; a new one is charged with what these gangs hold there. */
    FleetNode heard(NodeOffer offer, Collection<Gang> gangs, long now, long nowMillis) {
        @Nullable FleetNode known = nodes.get(offer.name());
        FleetNode node = known == null ? new FleetNode(offer, now) : known;
        if (known == null) {
            nodes.put(offer.name(), node);
            applyDrain(node);
            for (Gang gang : gangs) {
                holdOn(gang, node);
            }
        }
        node.offer = offer;
        node.heardNanos = now;
        node.heardMillis = nowMillis;
        node.forgetForeign();
        return node;
    }

    /** Takes the orders by which nodes take nothing new; of nodes that were never heard, too. */
    void drain(Map<String, NodeDrain> orders, long now, long nowMillis) {
        drains = Map.copyOf(orders);
        drainedNanos = now;
        drainedMillis = nowMillis;
        nodes.values().forEach(this::applyDrain);
    }

    private void applyDrain(FleetNode node) {
        @Nullable NodeDrain drain = drains.get(node.offer.name());
        node.drain = drain;
        if (drain != null && drain.untilMillis() != 0) {
            node.drainUntilNanos = drainedNanos + TimeUnit.MILLISECONDS.toNanos(drain.untilMillis() - drainedMillis);
        }
    }

    /** Why a gang must leave one of its nodes now; empty when it may stay, or is leaving already. */
    Optional<String> overdue(Gang gang, long now) {
        if (gang.stop != null) {
            return Optional.empty();
        }
        for (Share share : gang.shares.values()) {
            @Nullable FleetNode node = nodes.get(share.node);
            @Nullable NodeDrain drain = node == null ? null : node.drain;
            if (node != null
                    && drain != null
                    && drain.untilMillis() != 0
                    && now - node.drainUntilNanos >= 0
                    && !gang.gone(share)) {
                return Optional.of(
                        "node " + share.node + " is drained" + (drain.reason().isEmpty() ? "" : ": " + drain.reason()));
            }
        }
        return Optional.empty();
    }

    /** Whether another life of this node was heard just now: two agents with one name, or one that lost its state. */
    boolean isTaken(NodeOffer offer, long now) {
        @Nullable FleetNode node = nodes.get(offer.name());
        return node != null && node.offer.incarnation() != offer.incarnation() && now - node.heardNanos <= silentNanos;
    }

    void hold(Gang gang) {
        for (Share share : gang.shares.values()) {
            @Nullable FleetNode node = nodes.get(share.node);
            if (node != null) {
                holdOn(gang, node);
            }
        }
    }

    private static void holdOn(Gang gang, FleetNode node) {
        @Nullable Share share = gang.shares.get(node.offer.name());
        if (share == null) {
            return;
        }
        for (RankPlace place : share.places) {
            if (!gang.ends.containsKey(place.rank())) {
                node.hold(gang.request.each(), place);
            }
        }
    }

    /** Releases what the ranks of a share hold that have not ended: those that have were released by then. */
    void release(Gang gang, Share share) {
        for (RankPlace place : share.places) {
            if (!gang.ends.containsKey(place.rank())) {
                release(gang, place);
            }
        }
    }

    /** Releases what one rank holds. */
    void releaseRank(Gang gang, int rank) {
        for (Share share : gang.shares.values()) {
            for (RankPlace place : share.places) {
                if (place.rank() == rank) {
                    release(gang, place);
                }
            }
        }
    }

    private void release(Gang gang, RankPlace place) {
        @Nullable FleetNode node = nodes.get(place.node());
        if (node != null) {
            node.release(gang.request.each(), place);
        }
    }

    /** A node that refused a claim gets nothing new for a while. */
    void strike(String name, long now) {
        @Nullable FleetNode node = nodes.get(name);
        if (node != null) {
            node.notBeforeNanos = now + STRIKE_NANOS;
        }
    }

    /** Whether a node does not answer; an unknown one has never answered. */
    boolean silent(String name, long now) {
        @Nullable FleetNode node = nodes.get(name);
        return node == null || now - node.heardNanos > silentNanos;
    }

    /** Whether a node's workers end when their leases run out; believed of a node that was never heard. */
    boolean guarded(String name) {
        @Nullable FleetNode node = nodes.get(name);
        return node == null || node.offer.guard();
    }

    /** Drops nodes that were not heard for an hour and hold nothing. */
    void prune(Collection<Gang> gangs, long now) {
        nodes.values()
                .removeIf(node -> now - node.heardNanos > FORGOTTEN_AFTER_NANOS
                        && gangs.stream().noneMatch(g -> g.shares.containsKey(node.offer.name())));
    }

    List<FreeNode> views(long now) {
        List<FreeNode> views = new ArrayList<>(nodes.size());
        for (FleetNode node : nodes.values()) {
            views.add(node.view(!silent(node.offer.name(), now), now));
        }
        return views;
    }

    Collection<FleetNode> all() {
        return nodes.values();
    }
}
