package org.attune.cluster.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.LeaseSettings;
import org.attune.cluster.membership.ClusterNode;
import org.attune.cluster.schedule.FakeLedger;
import org.attune.cluster.schedule.OwnGangs;
import org.attune.cluster.schedule.RecordingListener;
import org.attune.cluster.schedule.Ticker;
import org.attune.cluster.wire.AgentCommand;
import org.attune.cluster.wire.NodeOffer;
import org.attune.runner.logs.FileChanges;
import org.attune.runner.process.ProcessRuntime;
import org.attune.runner.process.ProcessSettings;

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
    private OwnGangs gangs;
    private ProcessRuntime runtime;
    private FileChanges changes;

    /** Starts all of it, with eight CPUs and two devices to give out. */
    public OneMachine(Path directory, LeaseSettings lease) {
        this.directory = directory;
        this.lease = lease;
        node = ClusterNode.start(ClusterNode.Settings.onLoopback(Set.of(ClusterNode.CONTROL, ClusterNode.AGENT)));
        node.formAlone();
        gangs = lead(EPOCH);
        gangs.recovered(Set.of()).toCompletableFuture().join();
        runtime = new ProcessRuntime(ProcessSettings.ofThisMachine(true));
        changes = FileChanges.open();
        startAgent(node.system(), settings("alpha"), runtime, changes);
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
                List.of(new NodeOffer.Device("0", "T4"), new NodeOffer.Device("1", "T4")),
                Map.of("zone", "here"),
                Optional.empty(),
                Optional.empty(),
                lease);
    }

    /** Starts an agent. */
    public static ActorRef<AgentCommand> startAgent(
            ActorSystem<?> system, AgentSettings settings, ProcessRuntime runtime, FileChanges changes) {
        NodeAgent.Services services = new NodeAgent.Services(
                runtime,
                changes,
                new StudyFiles(
                        settings.filesDirectory(),
                        BlobSource.ofDirectory(settings.dataDirectory().resolve("blobs/sha256"))),
                LeaseGuard.NONE,
                Ticker.SYSTEM,
                InstantSource.system());
        return system.systemActorOf(
                NodeAgent.create(settings, services),
                "agent-" + settings.name() + "-" + System.nanoTime(),
                Props.empty());
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
    public void close() throws IOException {
        node.close();
        runtime.close();
        changes.close();
    }
}
