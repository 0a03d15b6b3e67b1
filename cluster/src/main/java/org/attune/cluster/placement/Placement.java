package org.attune.cluster.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.attune.cluster.gang.RankPlace;
import org.attune.cluster.gang.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Puts gangs on nodes, all or nothing. A pure function: the same queue and nodes give the same plan.
 *
 * <ul>
 *   <li><b>Order.</b> Gangs are tried in the order of the queue; one that finds no place lets those behind it pass.
 *   <li><b>Fit.</b> A gang goes to as few nodes as possible (workers are equal, so taking the nodes with most room first
 *       is optimal), and its rest to the node where it fits tightest. Gangs without devices prefer nodes without.
 *   <li><b>No starvation.</b> A gang that {@link #OVERTAKES_MAX} later ones have overtaken reserves the nodes on which it
 *       comes closest to fitting; nothing behind it is placed there until it starts. The reserved room only grows from
 *       pass to pass (another set of nodes is taken only when it has more), so the gang starts once what runs there has
 *       ended. One reservation a shape, {@link #RESERVATIONS_MAX} in all.
 * </ul>
 *
 * <p>Cost of a pass: O(queue + distinct shapes × nodes × log nodes + placed × nodes).
 */
public final class Placement {

    /** So many later gangs may overtake a waiting one before it reserves nodes. */
    public static final int OVERTAKES_MAX = 8;

    /** Most reservations at a time. */
    public static final int RESERVATIONS_MAX = 4;

    private final List<NodeRoom> nodes;
    private final Map<GangShape, WaitReason> failed = new HashMap<>();
    private final Map<GangShape, List<NodeRoom>> eligible = new HashMap<>();
    private int reservations;

    private Placement(List<FreeNode> nodes) {
        List<NodeRoom> rooms = new ArrayList<>(nodes.size());
        for (FreeNode node : nodes) {
            if (node.accepts()) {
                rooms.add(new NodeRoom(node));
            }
        }
        rooms.sort(Comparator.comparing(NodeRoom::name));
        this.nodes = rooms;
    }

    /**
     * Decides about every gang of a queue.
     *
     * @param queue the waiting gangs, first to be served first
     * @param nodes all nodes; those that do not accept are left out
     */
    public static PlacementPlan plan(List<QueuedGang> queue, List<FreeNode> nodes) {
        return new Placement(nodes).run(queue);
    }

    /**
     * Why a gang can never run on these nodes as they are, all reasons at once; empty when it would fit if nothing else ran.
     * Also counts nodes that do not accept now.
     */
    public static List<Refusal> refusals(GangShape shape, List<FreeNode> nodes) {
        return Refusals.of(shape, nodes);
    }

    private PlacementPlan run(List<QueuedGang> queue) {
        List<PlacementPlan.Placed> placed = new ArrayList<>();
        List<PlacementPlan.Waits> waiting = new ArrayList<>();
        int[] placedBefore = new int[queue.size()];
        for (QueuedGang gang : queue) {
            @Nullable WaitReason before = failed.get(gang.shape());
            if (before == null) {
                @Nullable List<RankPlace> places = place(gang.shape());
                if (places != null) {
                    placed.add(new PlacementPlan.Placed(gang.attempt(), places));
                    continue;
                }
                before = reasonFor(gang.shape());
                failed.put(gang.shape(), before);
            }
            if (gang.overtaken() >= OVERTAKES_MAX) {
                reserve(gang.shape());
            }
            placedBefore[waiting.size()] = placed.size();
            waiting.add(new PlacementPlan.Waits(gang.attempt(), before, waiting.size(), 0));
        }
        for (int i = 0; i < waiting.size(); i++) {
            int later = placed.size() - placedBefore[i];
            if (later > 0) {
                PlacementPlan.Waits w = waiting.get(i);
                waiting.set(i, new PlacementPlan.Waits(w.attempt(), w.reason(), w.ahead(), later));
            }
        }
        return new PlacementPlan(placed, waiting);
    }

    private List<NodeRoom> eligible(GangShape shape) {
        return eligible.computeIfAbsent(shape, s -> {
            List<NodeRoom> found = new ArrayList<>();
            for (NodeRoom node : nodes) {
                if (s.allows(node.labels())) {
                    found.add(node);
                }
            }
            return found;
        });
    }

    private @Nullable List<RankPlace> place(GangShape shape) {
        List<NodeRoom> open = new ArrayList<>();
        long room = 0;
        for (NodeRoom node : eligible(shape)) {
            node.slots = node.reserved ? 0 : node.slotsNow(shape);
            if (node.slots > 0) {
                open.add(node);
                room += node.slots;
            }
        }
        if (room < shape.workers()) {
            return null;
        }
        boolean plain = shape.each().devices() == 0;
        open.sort(Comparator.comparing((NodeRoom n) -> plain && n.hasDevices())
                .thenComparing(n -> -n.slots)
                .thenComparing(NodeRoom::name));
        List<RankPlace> places = new ArrayList<>(shape.workers());
        int left = shape.workers();
        while (left > 0) {
            NodeRoom next = tightest(open, left, plain);
            int count = Math.min(left, next.slots);
            for (int i = 0; i < count; i++) {
                places.add(next.take(shape.each(), places.size()));
            }
            next.slots = 0;
            left -= count;
        }
        return places;
    }

    /** The node with the least room that takes all that is left, else the one with most room. */
    private static NodeRoom tightest(List<NodeRoom> open, int left, boolean plain) {
        @Nullable NodeRoom best = null;
        for (NodeRoom node : open) {
            if (node.slots >= left && (best == null || tighter(node, best, plain))) {
                best = node;
            }
        }
        if (best != null) {
            return best;
        }
        NodeRoom most = open.get(0);
        for (NodeRoom node : open) {
            if (node.slots > most.slots) {
                most = node;
            }
        }
        return most;
    }

    private static boolean tighter(NodeRoom node, NodeRoom best, boolean plain) {
        if (plain && node.hasDevices() != best.hasDevices()) {
            return !node.hasDevices();
        }
        return node.fullerThan(best);
    }

    private void reserve(GangShape shape) {
        if (reservations >= RESERVATIONS_MAX) {
            return;
        }
        List<NodeRoom> candidates = new ArrayList<>();
        for (NodeRoom node : eligible(shape)) {
            if (!node.reserved && node.slotsWhenEmpty(shape) > 0) {
                node.slots = node.slotsNow(shape);
                candidates.add(node);
            }
        }
        candidates.sort(Comparator.comparing((NodeRoom n) -> -n.slots)
                .thenComparing(n -> -n.slotsWhenEmpty(shape))
                .thenComparing(NodeRoom::name));
        List<NodeRoom> chosen = new ArrayList<>();
        long room = 0;
        for (NodeRoom node : candidates) {
            if (room >= shape.workers()) {
                break;
            }
            chosen.add(node);
            room += node.slotsWhenEmpty(shape);
        }
        if (room >= shape.workers()) {
            for (NodeRoom node : chosen) {
                node.reserved = true;
            }
            reservations++;
        }
    }

    private WaitReason reasonFor(GangShape shape) {
        if (nodes.isEmpty()) {
            return new WaitReason(WaitReason.Cause.NO_NODES, 0, shape);
        }
        List<NodeRoom> matching = eligible(shape);
        if (matching.isEmpty()) {
            return new WaitReason(WaitReason.Cause.LABELS, 0, shape);
        }
        long room = 0;
        long roomUnreserved = 0;
        long byDevices = 0;
        long byCpus = 0;
        long byMemory = 0;
        for (NodeRoom node : matching) {
            room += node.slotsNow(shape);
            roomUnreserved += node.reserved ? 0 : node.slotsNow(shape);
            byDevices += node.slotsByDevices(shape);
            byCpus += node.slotsByCpus(shape);
            byMemory += node.slotsByMemory(shape);
        }
        WaitReason.Cause cause;
        if (room >= shape.workers()) {
            cause = WaitReason.Cause.RESERVED;
        } else if (byDevices < shape.workers()) {
            cause = WaitReason.Cause.DEVICES;
        } else if (byCpus < shape.workers() || shape.workersPerNodeMax() == 0 && byMemory >= shape.workers()) {
            cause = WaitReason.Cause.CPUS;
        } else {
            cause = byMemory < shape.workers() ? WaitReason.Cause.MEMORY : WaitReason.Cause.SPREAD;
        }
        return new WaitReason(cause, (int) Math.min(roomUnreserved, shape.workers()), shape);
    }
}
