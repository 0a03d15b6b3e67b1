package org.attune.cluster.agent;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.attune.cluster.gang.RankPlace;
import org.attune.cluster.membership.ClusterNode;
import org.attune.cluster.schedule.Scheduler;
import org.attune.cluster.wire.AgentCommand;
import org.attune.cluster.wire.HeldShare;
import org.attune.cluster.wire.SchedulerCommand;
import org.attune.cluster.wire.ShareClaim;
import org.attune.cluster.wire.ToAgent;
import org.attune.cluster.wire.WorkerEnd;
import org.attune.runner.runtime.RunningWorker;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.MetricPoint;
import org.attune.runner.worker.WorkerId;
import org.attune.runner.worker.WorkerSpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs this machine's shares of gangs. It offers what the machine has, prepares and claims shares, starts their workers
 * once the claim is durable, and reports until it is answered. It obeys the highest epoch that it has seen, over restarts
 * too; workers outlive it, and the next agent adopts them before it offers anything.
 */
public final class NodeAgent extends AbstractBehavior<AgentCommand> {

    private static final Logger LOG = LoggerFactory.getLogger(NodeAgent.class);

    /** A guard's deadline is moved when a lease has grown by this part of its length: every 5 s of 90. */
    private static final int GUARD_STEPS = 18;

    private sealed interface Local extends AgentCommand {}

    private record Adopted(List<RunningWorker> workers) implements Local {}

    private record Found(Set<ActorRef<SchedulerCommand>> schedulers) implements Local {}

    private record Prepared(LocalShare share, String problem, List<String> done) implements Local {}

    private record RankStarted(WorkerId id, RunningWorker worker) implements Local {}

    private record RankReports(WorkerId id, long position, List<MetricPoint> points) implements Local {}

    private record RankEnded(WorkerId id, WorkerEnd end) implements Local {}

    record Close(CompletableFuture<Void> done) implements Local {}

    private enum Tick implements Local {
        INSTANCE
    }

    /** Take no new gangs; those that run go on. */
    public enum Drain implements AgentCommand {
        /** The only one. */
        INSTANCE
    }

    private final AgentSettings settings;
    private final AgentServices services;
    private final AgentState state;
    private final SharePreparation preparation;
    private final WorkerSupervisor.Services supervision;
    private final WorkerSupervisor.Reports reports;
    private final Executor blocking;
    private final Map<AttemptId, LocalShare> shares = new TreeMap<>();
    private final Map<ActorRef<Void>, WorkerId> children = new HashMap<>();
    private final Reporter reporter;
    private final UsageSampling usage;
    private boolean adopted;
    private boolean draining;
    private @Nullable CompletableFuture<Void> closing;

    private NodeAgent(
            ActorContext<AgentCommand> context,
            TimerScheduler<AgentCommand> timers,
            AgentSettings settings,
            AgentServices services) {
        super(context);
        this.settings = settings;
        this.services = services;
        this.state = AgentState.open(settings, services.clock());
        this.reporter = new Reporter(settings, services.ticker());
        this.preparation = new SharePreparation(settings, services.files(), services.runtime());
        this.supervision = new WorkerSupervisor.Services(
                services.runtime(), services.changes(), services.guard(), services.logs(), services.clock());
        this.reports = reportsTo(context.getSelf());
        this.blocking = context.getSystem()
                .dispatchers()
                .lookup(DispatcherSelector.fromConfig(ClusterNode.BLOCKING_DISPATCHER));
        this.usage = new UsageSampling(
                services.runtime(), services.ticker(), settings.total().devices() > 0, blocking);
        timers.startTimerWithFixedDelay(
                Tick.INSTANCE, Tick.INSTANCE, settings.lease().hello());
        ActorRef<Receptionist.Listing> listings = context.messageAdapter(
                Receptionist.Listing.class, listing -> new Found(listing.getServiceInstances(Scheduler.KEY)));
        context.getSystem().receptionist().tell(Receptionist.subscribe(Scheduler.KEY, listings));
        context.pipeToSelf(
                CompletableFuture.supplyAsync(() -> services.runtime().adoptAll(settings.workersDirectory()), blocking),
                (workers, failure) -> {
                    if (failure != null) {
                        throw new IllegalStateException("workers of before cannot be adopted", failure);
                    }
                    return new Adopted(workers);
                });
    }

    /**
     * The agent of this machine.
     *
     * @throws java.io.UncheckedIOException when it starts and its directory cannot be used
     */
    public static Behavior<AgentCommand> create(AgentSettings settings, AgentServices services) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new NodeAgent(context, timers, settings, services)));
    }

    private static WorkerSupervisor.Reports reportsTo(ActorRef<AgentCommand> self) {
        return new WorkerSupervisor.Reports() {
            @Override
            public void started(WorkerId id, RunningWorker worker) {
                self.tell(new RankStarted(id, worker));
            }

            @Override
            public void points(WorkerId id, long position, List<MetricPoint> points) {
                self.tell(new RankReports(id, position, points));
            }

            @Override
            public void ended(WorkerId id, WorkerEnd end) {
                self.tell(new RankEnded(id, end));
            }
        };
    }

    @Override
    public Receive<AgentCommand> createReceive() {
        return newReceiveBuilder()
                .onMessage(RankReports.class, this::onRankReports)
                .onMessage(ToAgent.PointsStored.class, this::onPointsStored)
                .onMessage(ToAgent.Prepare.class, this::onPrepare)
                .onMessage(Prepared.class, this::onPrepared)
                .onMessage(ToAgent.Start.class, this::onStart)
                .onMessage(RankStarted.class, this::onRankStarted)
                .onMessage(ToAgent.Stop.class, this::onStop)
                .onMessage(RankEnded.class, this::onRankEnded)
                .onMessage(ToAgent.Forget.class, this::onForget)
                .onMessage(ToAgent.HelloAnswer.class, this::onHelloAnswer)
                .onMessage(ToAgent.Tidy.class, this::onTidy)
                .onMessage(Adopted.class, this::onAdopted)
                .onMessage(Found.class, this::onFound)
                .onMessageEquals(Tick.INSTANCE, this::onTick)
                .onMessageEquals(Drain.INSTANCE, this::onDrain)
                .onMessage(Close.class, this::onClose)
                .onSignal(Terminated.class, this::onSupervisorGone)
                .onSignal(PostStop.class, signal -> onStopped())
                .build();
    }

    private Behavior<AgentCommand> onAdopted(Adopted m) {
        Map<AttemptId, List<RunningWorker>> byAttempt = m.workers().stream()
                .collect(Collectors.groupingBy(w -> w.id().attempt(), TreeMap::new, Collectors.toList()));
        for (List<RunningWorker> workers : byAttempt.values()) {
            LocalShare share = preparation.adopted(
                    workers, state.incarnation(), services.ticker().nanos());
            shares.put(share.attempt, share);
            for (RunningWorker worker : workers) {
                supervise(share, worker.id(), WorkerSupervisor.adopt(worker, supervision, reports));
            }
        }
        adopted = true;
        if (!m.workers().isEmpty()) {
            LOG.info("adopted {} workers of {} attempts", m.workers().size(), byAttempt.size());
        }
        return hello();
    }

    private Behavior<AgentCommand> onFound(Found m) {
        reporter.found(m.schedulers());
        return hello();
    }

    private Behavior<AgentCommand> onClose(Close m) {
        closing = m.done();
        return Behaviors.stopped();
    }

    /** By now all supervisors have stopped. */
    private Behavior<AgentCommand> onStopped() {
        if (closing != null) {
            closing.complete(null);
        }
        return this;
    }

    private Behavior<AgentCommand> onDrain() {
        draining = true;
        return hello();
    }

    private Behavior<AgentCommand> onTick() {
        long now = services.ticker().nanos();
        for (LocalShare share : List.copyOf(shares.values())) {
            if (share.phase == HeldShare.Phase.CLAIMED && now - share.leaseUntilNanos > 0) {
                shares.remove(share.attempt);
            } else if (share.endsWithItsLease && now - share.leaseUntilNanos > 0) {
                WorkerSupervisor.Stop end =
                        new WorkerSupervisor.Stop(FailureKind.LOST, "its lease ran out", Duration.ZERO);
                share.supervisors.values().forEach(s -> s.tell(end));
            }
            share.supervisors.values().forEach(s -> s.tell(WorkerSupervisor.CapLogs.INSTANCE));
            reporter.resend(share);
            share.usage = usage.of(share.attempt, share.running.keySet());
        }
        usage.tick();
        return hello();
    }

    private Behavior<AgentCommand> hello() {
        if (adopted) {
            reporter.hello(
                    shares.values(),
                    state,
                    services.guard().alive(),
                    draining,
                    services.runtime().labels(),
                    getContext().getSelf());
        }
        return this;
    }

    private Behavior<AgentCommand> onHelloAnswer(ToAgent.HelloAnswer m) {
        if (!obey(m)) {
            return this;
        }
        reporter.obeys(m.scheduler());
        long until = m.sentNanos() + settings.lease().length().toNanos();
        for (AttemptId attempt : m.renewed()) {
            @Nullable LocalShare share = shares.get(attempt);
            if (share != null && until - share.leaseUntilNanos > 0) {
                share.leaseUntilNanos = until;
            }
        }
        feedGuard();
        return this;
    }

    /** Moves the deadlines of workers whose lease has grown by enough to be worth a file's writing. */
    private void feedGuard() {
        long enough = settings.lease().length().dividedBy(GUARD_STEPS).toNanos();
        shares.values().forEach(s -> s.tellLease(services.ticker().nanos(), enough));
    }

    private Behavior<AgentCommand> onPrepare(ToAgent.Prepare m) {
        if (!obey(m)) {
            return this;
        }
        AttemptId attempt = m.gang().attempt();
        @Nullable LocalShare known = shares.get(attempt);
        if (known != null && known.epoch.equals(m.epoch()) && known.round == m.round()) {
            reporter.claim(known, state.incarnation());
            return this;
        }
        if (known != null && !known.notStarted()) {
            reporter.refused(attempt, m.epoch(), m.round(), "workers of an earlier claim are still there");
            return this;
        }
        LocalShare share = new LocalShare(
                attempt,
                m.epoch(),
                m.round(),
                m.gang().each(),
                m.places(),
                m.gang().template(),
                m.gang().replaceWhenLost());
        shares.put(attempt, share);
        if (preparation.isQuick(share.template, share.places)) {
            return onPrepared(new Prepared(share, "", List.of()));
        }
        getContext()
                .pipeToSelf(
                        CompletableFuture.supplyAsync(() -> preparation.fetch(share.template, share.places), blocking),
                        (done, failure) -> failure == null
                                ? new Prepared(share, "", done)
                                : new Prepared(share, SharePreparation.words(failure), List.of()));
        return this;
    }

    private Behavior<AgentCommand> onPrepared(Prepared m) {
        LocalShare share = m.share();
        if (shares.get(share.attempt) != share || share.phase != HeldShare.Phase.PREPARING) {
            return this;
        }
        m.done().forEach(what -> reporter.noted(share, what));
        String problem = m.problem();
        if (problem.isEmpty()) {
            try {
                int port = share.hasRankZero() ? preparation.freePort() : 0;
                long now = services.ticker().nanos();
                share.claim = new ShareClaim(now, settings.host(), port);
                share.leaseUntilNanos = now + settings.lease().length().toNanos();
                share.phase = HeldShare.Phase.CLAIMED;
                reporter.claim(share, state.incarnation());
                return this;
            } catch (java.io.UncheckedIOException e) {
                problem = String.valueOf(e.getMessage());
            }
        }
        shares.remove(share.attempt);
        reporter.refused(share.attempt, share.epoch, share.round, problem);
        return this;
    }

    private Behavior<AgentCommand> onStart(ToAgent.Start m) {
        @Nullable LocalShare share = shares.get(m.attempt());
        if (!obey(m) || share == null || share.round != m.round() || share.phase != HeldShare.Phase.CLAIMED) {
            return this;
        }
        @Nullable ShareClaim claim = share.claim;
        long late = services.ticker().nanos()
                - m.claimSentNanos()
                - settings.lease().length().toNanos();
        if (claim == null || claim.sentNanos() != m.claimSentNanos() || late > 0) {
            LOG.warn("the start of {} came too late after its claim; it is dropped", m.attempt());
            return this;
        }
        share.phase = HeldShare.Phase.STARTED;
        share.guardedUntilNanos = share.leaseUntilNanos;
        Optional<Duration> left = share.endsWithItsLease
                ? Optional.of(Duration.ofNanos(
                        share.leaseUntilNanos - services.ticker().nanos()))
                : Optional.empty();
        for (RankPlace place : share.places) {
            WorkerSpec spec = preparation.spec(share, place, m);
            supervise(share, spec.id(), WorkerSupervisor.start(spec, left, supervision, reports));
        }
        return this;
    }

    private void supervise(LocalShare share, WorkerId id, Behavior<WorkerSupervisor.Command> behavior) {
        ActorRef<WorkerSupervisor.Command> child = getContext().spawn(behavior, id + "-" + share.round);
        getContext().watch(child);
        children.put(child.unsafeUpcast(), id);
        share.supervisors.put(id.rank(), child);
    }

    private Behavior<AgentCommand> onRankStarted(RankStarted m) {
        @Nullable LocalShare share = shares.get(m.id().attempt());
        if (share == null) {
            return this;
        }
        share.running.put(m.id().rank(), m.worker());
        usage.started(m.id(), m.worker().spec().place().devices());
        if (share.running.size() == share.places.size()) {
            reporter.started(share);
        }
        return this;
    }

    private Behavior<AgentCommand> onRankReports(RankReports m) {
        @Nullable LocalShare share = shares.get(m.id().attempt());
        if (share != null) {
            reporter.points(share, m.id().rank(), m.position(), m.points());
        }
        return this;
    }

    private Behavior<AgentCommand> onPointsStored(ToAgent.PointsStored m) {
        @Nullable LocalShare share = shares.get(m.attempt());
        if (share == null || !obey(m)) {
            return this;
        }
        LocalShare.@Nullable InFlight batch = share.inFlight.get(m.rank());
        @Nullable ActorRef<WorkerSupervisor.Command> supervisor = share.supervisors.get(m.rank());
        if (batch != null && supervisor != null && batch.position() == m.position()) {
            share.inFlight.remove(m.rank());
            supervisor.tell(new WorkerSupervisor.Stored(m.position()));
        }
        return this;
    }

    private Behavior<AgentCommand> onStop(ToAgent.Stop m) {
        @Nullable LocalShare share = shares.get(m.attempt());
        if (!obey(m) || share == null) {
            return this;
        }
        if (share.notStarted()) {
            for (RankPlace place : share.places) {
                ExitOutcome outcome = ExitOutcome.of(m.kind(), "ended before it was started: " + m.why());
                ended(share, new WorkerEnd(place.rank(), outcome, "", List.of()));
            }
        } else {
            WorkerSupervisor.Stop stop = new WorkerSupervisor.Stop(m.kind(), m.why(), m.grace());
            share.supervisors.values().forEach(s -> s.tell(stop));
        }
        return this;
    }

    private Behavior<AgentCommand> onRankEnded(RankEnded m) {
        @Nullable LocalShare share = shares.get(m.id().attempt());
        if (share != null) {
            ended(share, usage.ended(m.id(), m.end(), share.running.get(m.id().rank())));
        }
        return this;
    }

    private void ended(LocalShare share, WorkerEnd end) {
        if (share.ends.putIfAbsent(end.rank(), end) == null) {
            if (share.ends.size() == share.places.size()) {
                share.phase = HeldShare.Phase.ENDED;
            }
            reporter.ended(share, end);
        }
    }

    private Behavior<AgentCommand> onForget(ToAgent.Forget m) {
        @Nullable LocalShare share = shares.get(m.attempt());
        if (!obey(m) || share == null) {
            return this;
        }
        if (share.phase == HeldShare.Phase.STARTED && share.ends.size() < share.places.size()) {
            LOG.info("attempt {} is ended: {}", m.attempt(), m.why());
        }
        share.inFlight.clear();
        if (share.supervisors.isEmpty()) {
            shares.remove(m.attempt());
        } else {
            share.supervisors.values().forEach(s -> s.tell(WorkerSupervisor.Discard.INSTANCE));
        }
        return this;
    }

    /** A supervisor has ended: it discarded its worker, or it failed, and then the worker must not go on unwatched. */
    private Behavior<AgentCommand> onSupervisorGone(Terminated signal) {
        @Nullable WorkerId id = children.remove(signal.getRef());
        @Nullable LocalShare share = id == null ? null : shares.get(id.attempt());
        if (id == null || share == null) {
            return this;
        }
        if (signal instanceof ChildFailed) {
            @Nullable RunningWorker worker = share.running.get(id.rank());
            if (worker != null) {
                worker.kill();
            }
            String cause = "the agent on " + settings.name() + " failed; see its log";
            ended(share, new WorkerEnd(id.rank(), ExitOutcome.of(FailureKind.INTERNAL, cause), "", List.of()));
        }
        share.supervisors.remove(id.rank());
        if (share.supervisors.isEmpty() && !(signal instanceof ChildFailed)) {
            shares.remove(id.attempt());
        }
        return this;
    }

    private Behavior<AgentCommand> onTidy(ToAgent.Tidy m) {
        if (obey(m)) {
            blocking.execute(() -> Checkpoints.tidy(settings, m));
        }
        return this;
    }

    private boolean obey(ToAgent order) {
        if (state.obey(order.epoch().value())) {
            return true;
        }
        LOG.warn(
                "an order of epoch {} is refused, {} was seen: {}",
                order.epoch().value(),
                state.epochSeen(),
                order.getClass().getSimpleName());
        return false;
    }
}
