package org.attune.cluster.agent;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.attune.cluster.schedule.Ticker;
import org.attune.cluster.wire.AgentCommand;
import org.attune.runner.docker.DockerRuntime;
import org.attune.runner.docker.Engine;
import org.attune.runner.logs.FileChanges;
import org.attune.runner.process.ProcessRuntime;
import org.attune.runner.process.ProcessSettings;
import org.attune.runner.runtime.Runtimes;
import org.attune.runner.runtime.WorkerRuntime;

/** The agent of this machine with everything that it works with: runtime, readers, guard, files, logs. */
public final class LocalAgent implements AutoCloseable {

    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);

    private static final AtomicInteger STARTS = new AtomicInteger();

    private final ActorRef<AgentCommand> agent;
    private final WorkerRuntime runtime;
    private final FileChanges changes;
    private final LeaseGuard guard;
    private final LogSink logs;

    private LocalAgent(
            ActorSystem<?> system, AgentSettings settings, BlobSource blobs, LeaseGuard guard, LogSink logs) {
        this.runtime = new Runtimes(
                new ProcessRuntime(ProcessSettings.ofThisMachine(
                        !settings.devices().devices().isEmpty())),
                new DockerRuntime(Engine.at(settings.containers().engine()), ContainerSetup.of(settings)));
        this.changes = FileChanges.open();
        this.guard = guard;
        this.logs = logs;
        AgentServices services = new AgentServices(
                runtime,
                changes,
                new StudyFiles(settings.filesDirectory(), blobs),
                guard,
                logs,
                Ticker.SYSTEM,
                InstantSource.system());
        this.agent = system.systemActorOf(
                NodeAgent.create(settings, services),
                "agent-" + settings.name() + "-" + STARTS.incrementAndGet(),
                Props.empty());
    }

    /**
     * Starts an agent. It adopts what an agent before left running, finds the scheduler
     * by the cluster and offers the machine.
     *
     * @param blobs where the files of studies come from
     * @param logs where logs go besides the log directory
     */
    public static LocalAgent start(ActorSystem<?> system, AgentSettings settings, BlobSource blobs, LogSink logs) {
        LeaseGuard guard = NodeGuard.start(settings.agentDirectory().resolve("guard"));
        return new LocalAgent(system, settings, blobs, guard, logs);
    }

    /** Takes no new gangs from now on; those that run go on. */
    public void drain() {
        agent.tell(NodeAgent.Drain.INSTANCE);
    }

    /** Stops the agent; its workers go on under their leases until the next agent adopts them. */
    @Override
    public void close() {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        agent.tell(new NodeAgent.Close(stopped));
        try {
            stopped.get(CLOSE_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // the actor system has ended before; there is nothing to wait for
        }
        runtime.close();
        changes.close();
        logs.close();
        guard.close();
    }
}
