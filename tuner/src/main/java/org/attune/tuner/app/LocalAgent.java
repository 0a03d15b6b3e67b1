package org.attune.tuner.app;

import java.time.InstantSource;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Props;
import org.attune.cluster.agent.AgentSettings;
import org.attune.cluster.agent.LeaseGuard;
import org.attune.cluster.agent.NodeAgent;
import org.attune.cluster.agent.StudyFiles;
import org.attune.cluster.membership.ClusterNode;
import org.attune.cluster.schedule.Ticker;
import org.attune.cluster.wire.AgentCommand;
import org.attune.runner.logs.FileChanges;
import org.attune.runner.process.ProcessRuntime;
import org.attune.runner.process.ProcessSettings;

/** The agent of this process, with what it works with. */
final class LocalAgent implements AutoCloseable {

    private final ProcessRuntime runtime;
    private final FileChanges changes;
    private final LeaseGuard guard;

    private LocalAgent(ProcessRuntime runtime, FileChanges changes, LeaseGuard guard) {
        this.runtime = runtime;
        this.changes = changes;
        this.guard = guard;
    }

    static LocalAgent start(ClusterNode node, AgentSetup setup) {
        AgentSettings settings = setup.settings();
        ProcessRuntime runtime = new ProcessRuntime(
                ProcessSettings.ofThisMachine(!settings.devices().isEmpty()));
        FileChanges changes = FileChanges.open();
        LeaseGuard guard = LeaseGuard.NONE;
        ActorRef<AgentCommand> agent = node.system()
                .systemActorOf(
                        NodeAgent.create(
                                settings,
                                new NodeAgent.Services(
                                        runtime,
                                        changes,
                                        new StudyFiles(settings.filesDirectory(), setup.blobs()),
                                        guard,
                                        Ticker.SYSTEM,
                                        InstantSource.system())),
                        "agent",
                        Props.empty());
        return new LocalAgent(runtime, changes, guard);
    }

    @Override
    public void close() {
        guard.close();
        changes.close();
        runtime.close();
    }
}
