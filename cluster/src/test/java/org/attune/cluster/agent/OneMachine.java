package org.attune.cluster.agent;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.LeaseSettings;
import org.attune.cluster.membership.ClusterNode;
import org.attune.cluster.schedule.FakeLedger;
import org.attune.cluster.schedule.OwnGangs;
import org.attune.cluster.schedule.RecordingListener;
import org.attune.runner.device.DeviceInventory;

/** Scheduler and agent in one actor system, with real processes, as an embedded run has them. */
public final class OneMachine implements AutoCloseable {

    /** The ledger. */
    public final FakeLedger ledger = new FakeLedger();

    /** Who hears the gangs. */
    public final RecordingListener listener = new RecordingListener();

    /** The first leadership. */
    public static final Epoch EPOCH = new Epoch(1);

    private final ClusterNode node;
    private final Path directory;
    private final LeaseSettings lease;
    private final String engine;
    private OwnGangs gangs;
    private LocalAgent agent;

    /** Starts all of it, with eight CPUs and two devices to give out, and no containers. */
    public OneMachine(Path directory, LeaseSettings lease) {
        this(directory, lease, "unix:///nowhere/docker.sock");
    }

    /** The same with containers of this engine. */
    public OneMachine(Path directory, LeaseSettings lease, String engine) {
        this.directory = directory;
        this.engine = engine;
        this.lease = lease;
        node = ClusterNode.start(ClusterNode.Settings.onLoopback(Set.of(ClusterNode.CONTROL, ClusterNode.AGENT)));
        node.formAlone();
        gangs = lead(EPOCH);
        gangs.recovered(Set.of()).toCompletableFuture().join();
        agent = startAgent();
    }

    /** A scheduler of another leadership, heard by the same listener; it has not recovered yet. */
    public OwnGangs lead(Epoch epoch) {
        OwnGangs next = OwnGangs.start(node.system(), epoch, lease, ledger);
        next.watch(listener);
        gangs = next;
        return next;
    }

    /** Settings of an agent in this machine's directory. */
    public AgentSettings settings(String name) {
        return new AgentSettings(
                name,
                "127.0.0.1",
                directory,
                directory.resolve("logs"),
                Optional.empty(),
                8,
                8L << 30,
                DeviceInventory.declared("T4:2"),
                Map.of("zone", "here"),
                Optional.empty(),
                Optional.empty(),
                ContainerRules.of(engine),
                lease);
    }

    /** Starts the agent {@code alpha}. */
    public final LocalAgent startAgent() {
        BlobSource blobs = BlobSource.ofDirectory(directory.resolve("blobs/sha256"));
        agent = LocalAgent.start(node.system(), settings("alpha"), blobs, LogSink.LOCAL);
        return agent;
    }

    /** The agent that was started last. */
    public LocalAgent agent() {
        return agent;
    }

    /** The face of the scheduler that leads. */
    public OwnGangs gangs() {
        return gangs;
    }

    /** The node. */
    public ClusterNode node() {
        return node;
    }

    /** The data directory. */
    public Path directory() {
        return directory;
    }

    @Override
    public void close() {
        agent.close();
        node.close();
    }
}
