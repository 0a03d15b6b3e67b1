package org.attune.cluster.agent;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.schedule.Ticker;
import org.attune.cluster.wire.AgentCommand;
import org.attune.cluster.wire.HeldShare;
import org.attune.cluster.wire.NodeOffer;
import org.attune.cluster.wire.SchedulerCommand;
import org.attune.cluster.wire.ToScheduler;
import org.attune.cluster.wire.WorkerEnd;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.MetricPoint;
import org.jspecify.annotations.Nullable;

/** Writes an agent's messages to the scheduler, and again until they are answered. Used by its actor alone. */
final class Reporter {

    private final AgentSettings settings;
    private final Ticker ticker;
    private Set<ActorRef<SchedulerCommand>> schedulers = Set.of();
    private @Nullable ActorRef<SchedulerCommand> scheduler;

    Reporter(AgentSettings settings, Ticker ticker) {
        this.settings = settings;
        this.ticker = ticker;
    }

    /** Who registered as a scheduler: all of them hear Hellos, until one of the highest epoch has answered. */
    void found(Set<ActorRef<SchedulerCommand>> registered) {
        schedulers = registered;
    }

    /** Reports go there. */
    void obeys(ActorRef<SchedulerCommand> answering) {
        scheduler = answering;
    }

    void hello(
            Collection<LocalShare> shares,
            AgentState state,
            boolean guard,
            boolean draining,
            Map<String, String> runtimeLabels,
            ActorRef<AgentCommand> agent) {
        if (schedulers.isEmpty()) {
            return;
        }
        Map<String, String> labels = settings.allLabels();
        labels.putAll(runtimeLabels);
        NodeOffer offer = new NodeOffer(
                settings.name(),
                state.incarnation(),
                settings.host(),
                settings.total(),
                settings.offeredDevices(),
                labels,
                guard,
                draining);
        List<HeldShare> held = shares.stream().map(LocalShare::held).toList();
        ToScheduler.Hello hello = new ToScheduler.Hello(offer, held, state.epochSeen(), ticker.nanos(), agent);
        schedulers.forEach(s -> s.tell(hello));
    }

    void claim(LocalShare share, long incarnation) {
        if (share.claim != null && share.phase == HeldShare.Phase.CLAIMED) {
            tell(new ToScheduler.Claim(
                    share.attempt, share.epoch, share.round, settings.name(), incarnation, share.claim));
        }
    }

    void refused(AttemptId attempt, Epoch epoch, int round, String why) {
        tell(new ToScheduler.ClaimRefused(attempt, epoch, round, settings.name(), why));
    }

    void noted(LocalShare share, String what) {
        tell(new ToScheduler.Noted(share.attempt, share.epoch, settings.name(), what));
    }

    void started(LocalShare share) {
        tell(new ToScheduler.ShareStarted(share.attempt, share.epoch, settings.name()));
    }

    void points(LocalShare share, int rank, long position, List<MetricPoint> points) {
        tell(new ToScheduler.Points(share.attempt, share.epoch, settings.name(), rank, position, points));
        share.inFlight.put(rank, new LocalShare.InFlight(position, points, ticker.nanos()));
    }

    void ended(LocalShare share, WorkerEnd end) {
        tell(new ToScheduler.WorkerEnded(share.attempt, share.epoch, settings.name(), end));
    }

    /** Says again what was not answered for the time between two Hellos. */
    void resend(LocalShare share) {
        long patience = settings.lease().hello().toNanos();
        long now = ticker.nanos();
        share.inFlight.forEach((rank, batch) -> {
            if (now - batch.sentNanos() > patience) {
                tell(new ToScheduler.Points(
                        share.attempt, share.epoch, settings.name(), rank, batch.position(), batch.points()));
            }
        });
        share.ends.values().forEach(end -> ended(share, end));
    }

    private void tell(ToScheduler message) {
        @Nullable ActorRef<SchedulerCommand> to = scheduler;
        if (to != null) {
            to.tell(message);
        }
    }
}
