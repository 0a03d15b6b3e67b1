package org.attune.tuner.store;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.NodeDrain;

/** What operators said about nodes. Stages complete when the change is durable, in the order of the changes. */
public interface NodeStore {

    /** Which nodes take nothing new, by name. */
    Map<String, NodeDrain> drains();

    /** Notes that a node takes nothing new; replaces what was noted of it. */
    CompletionStage<Void> drain(Epoch epoch, String node, NodeDrain drain);

    /** Notes that a node is in service again; fine when it was. */
    CompletionStage<Void> undrain(Epoch epoch, String node);
}
