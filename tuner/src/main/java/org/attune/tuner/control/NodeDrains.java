package org.attune.tuner.control;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.GangRunner;
import org.attune.cluster.gang.NodeDrain;
import org.attune.tuner.store.NodeStore;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes take nothing new: in the store first, then told to the runner. The store answers in the order of its
 * commits, so that the runner hears them in that order too.
 */
final class NodeDrains {

    private final NodeStore store;
    private final GangRunner runner;
    private final Epoch epoch;
    private final Map<String, NodeDrain> drains;

    /** Tells the runner what the store knows. */
    NodeDrains(NodeStore store, GangRunner runner, Epoch epoch) {
        this.store = store;
        this.runner = runner;
        this.epoch = epoch;
        this.drains = new HashMap<>(store.drains());
        if (!drains.isEmpty()) {
            runner.drain(Map.copyOf(drains));
        }
    }

    /** Whether a node is drained, be it known to the runner or not. */
    synchronized boolean has(String node) {
        return drains.containsKey(node);
    }

    /** @param drain null to put the node into service again */
    CompletionStage<Void> set(String node, @Nullable NodeDrain drain) {
        CompletionStage<Void> stored = drain == null ? store.undrain(epoch, node) : store.drain(epoch, node, drain);
        return stored.thenCompose(done -> told(node, drain));
    }

    private synchronized CompletionStage<Void> told(String node, @Nullable NodeDrain drain) {
        if (drain == null) {
            drains.remove(node);
        } else {
            drains.put(node, drain);
        }
        return runner.drain(Map.copyOf(drains));
    }
}
