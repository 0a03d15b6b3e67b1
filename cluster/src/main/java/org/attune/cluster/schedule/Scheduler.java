package org.attune.cluster.schedule;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.attune.cluster.gang.Capacity;
import org.attune.cluster.gang.ClaimedGang;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.GangEvent;
import org.attune.cluster.gang.GangListener;
import org.attune.cluster.gang.GangRequest;
import org.attune.cluster.gang.LeaseSettings;
import org.attune.cluster.gang.NodeDrain;
import org.attune.cluster.gang.Refusal;
import org.attune.cluster.wire.AgentCommand;
import org.attune.cluster.wire.SchedulerCommand;
import org.attune.cluster.wire.ToAgent;
import org.attune.cluster.wire.ToScheduler;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.FailureKind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one queue of gangs for Attune's own nodes, under one epoch. Carries messages, timers and effects around the
 * decisions of {@link Fleet}; registered at the receptionist, where agents find it.
 */
public final class Scheduler extends AbstractBehavior<SchedulerCommand> {

    /** Where agents look for it. */
    public static final ServiceKey<SchedulerCommand> KEY =
            ServiceKey.create(SchedulerCommand.class, "attune-scheduler");

    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
    private static final Duration STORE_DEADLINE = Duration.ofSeconds(30);
    private static final Duration TELL_AGAIN_AFTER = Duration.ofMillis(500);

    /** Commands of its own process. */
    sealed interface Local extends SchedulerCommand {}

    record Submit(GangRequest gang, Epoch epoch, Optional<ClaimedGang> claimed, CompletableFuture<Void> done)
            implements Local {}

    record StopGang(AttemptId attempt, Epoch epoch, String why, Duration grace, CompletableFuture<Void> done)
            implements Local {}

    record Recovered(Set<AttemptId> live, CompletableFuture<Void> done) implements Local {}

    record Check(GangRequest gang, CompletableFuture<List<Refusal>> done) implements Local {}

    record AskCapacity(CompletableFuture<Capacity> done) implements Local {}

    record Drain(Map<String, NodeDrain> nodes, CompletableFuture<Void> done) implements Local {}

    record Tidy(String study, List<Integer> drop, List<Integer> thin) implements Local {}

    record Watch(GangListener listener) implements Local {}

    enum Close implements Local {
        INSTANCE
    }

    private enum Tick implements Local {
        INSTANCE
    }

    private enum Pass implements Local {
        INSTANCE
    }

    private record LedgerAnswered(AttemptId attempt, GangState asked, LedgerAnswer answer) implements Local {}

    private record Told(AttemptId attempt, boolean stored) implements Local {}

    private record TellAgain(AttemptId attempt) implements Local {}

    private final Epoch epoch;
    private final AttemptLedger ledger;
    private final Ticker ticker;
    private final InstantSource clock;
    private final TimerScheduler<SchedulerCommand> timers;
    private final Fleet fleet;
    private final Map<String, ActorRef<AgentCommand>> agents = new HashMap<>();
    private final Map<AttemptId, Deque<GangEvent>> outbox = new HashMap<>();
    private @Nullable GangListener listener;
    private boolean passIsDue;
    private boolean deposed;

    private Scheduler(
            ActorContext<SchedulerCommand> context,
            TimerScheduler<SchedulerCommand> timers,
            Epoch epoch,
            LeaseSettings lease,
            AttemptLedger ledger,
            Ticker ticker,
            InstantSource clock) {
        super(context);
        this.epoch = epoch;
        this.ledger = ledger;
        this.ticker = ticker;
        this.clock = clock;
        this.timers = timers;
        this.fleet = new Fleet(epoch, lease);
        Duration period = lease.hello().dividedBy(2);
        timers.startTimerWithFixedDelay(Tick.INSTANCE, Tick.INSTANCE, period);
        context.getSystem().receptionist().tell(Receptionist.register(KEY, context.getSelf()));
    }

    /**
     * The scheduler of one leadership.
     *
     * @param epoch of that leadership; agents obey the highest that they have seen
     * @param lease by which times nodes are judged
     * @param ledger where the steps before a start become durable
     * @param ticker measures leases
     * @param clock tells people when a node was last heard
     */
    public static Behavior<SchedulerCommand> create(
            Epoch epoch, LeaseSettings lease, AttemptLedger ledger, Ticker ticker, InstantSource clock) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new Scheduler(context, timers, epoch, lease, ledger, ticker, clock)));
    }

    @Override
    public Receive<SchedulerCommand> createReceive() {
        return newReceiveBuilder()
                .onMessage(ToScheduler.Points.class, this::onPoints)
                .onMessage(ToScheduler.Hello.class, this::onHello)
                .onMessage(ToScheduler.Claim.class, this::onClaim)
                .onMessage(ToScheduler.ClaimRefused.class, this::onClaimRefused)
                .onMessage(ToScheduler.ShareStarted.class, this::onShareStarted)
                .onMessage(ToScheduler.WorkerEnded.class, this::onWorkerEnded)
                .onMessage(Submit.class, this::onSubmit)
                .onMessage(StopGang.class, this::onStop)
                .onMessage(Recovered.class, this::onRecovered)
                .onMessage(Check.class, this::onCheck)
                .onMessage(AskCapacity.class, this::onCapacity)
                .onMessage(Drain.class, this::onDrain)
                .onMessage(Watch.class, this::onWatch)
                .onMessage(Tidy.class, this::onTidy)
                .onMessage(ToScheduler.Noted.class, this::onNoted)
                .onMessage(LedgerAnswered.class, this::onLedgerAnswered)
                .onMessage(Told.class, this::onTold)
                .onMessage(TellAgain.class, m -> tellNext(m.attempt()))
                .onMessageEquals(Pass.INSTANCE, this::onPass)
                .onMessageEquals(Tick.INSTANCE, this::onTick)
                .onMessageEquals(Close.INSTANCE, Behaviors::stopped)
                .build();
    }

    private Behavior<SchedulerCommand> onHello(ToScheduler.Hello hello) {
        if (hello.epochSeen() > epoch.value() && !deposed) {
            deposed = true;
            LOG.error(
                    "node {} obeys epoch {}, newer than this scheduler's {}: it gives no orders any more",
                    hello.node().name(),
                    hello.epochSeen(),
                    epoch.value());
        }
        if (deposed) {
            return this;
        }
        String name = hello.node().name();
        if (fleet.isTaken(hello.node(), ticker.nanos())) {
            LOG.warn("two agents call themselves {}: the one at {} is not heard", name, hello.agent());
            return this;
        }
        if (agents.put(name, hello.agent()) == null) {
            LOG.info("node {} has joined: {}", name, hello.node().total());
        }
        List<AttemptId> renewed = fleet.hello(hello.node(), hello.held(), ticker.nanos(), clock.millis());
        hello.agent()
                .tell(new ToAgent.HelloAnswer(
                        epoch, hello.sentNanos(), renewed, getContext().getSelf()));
        return act(true);
    }

    private Behavior<SchedulerCommand> onClaim(ToScheduler.Claim m) {
        fleet.claim(m.attempt(), m.epoch(), m.round(), m.node(), m.claim(), ticker.nanos());
        return act(false);
    }

    private Behavior<SchedulerCommand> onClaimRefused(ToScheduler.ClaimRefused m) {
        fleet.claimRefused(m.attempt(), m.epoch(), m.round(), m.node(), m.why(), ticker.nanos());
        return act(true);
    }

    private Behavior<SchedulerCommand> onShareStarted(ToScheduler.ShareStarted m) {
        fleet.started(m.attempt(), m.epoch(), m.node(), ticker.nanos());
        return act(false);
    }

    private Behavior<SchedulerCommand> onWorkerEnded(ToScheduler.WorkerEnded m) {
        fleet.workerEnded(m.attempt(), m.epoch(), m.node(), m.end(), ticker.nanos());
        return act(true);
    }

    /** The shortest way of a metric: no queue, no timer; the answer goes from the store's thread straight to the agent. */
    private Behavior<SchedulerCommand> onPoints(ToScheduler.Points m) {
        @Nullable GangListener hears = listener;
        @Nullable ActorRef<AgentCommand> agent = agents.get(m.node());
        if (hears == null || agent == null || deposed) {
            return this;
        }
        if (!fleet.mayReport(m.attempt(), m.epoch(), m.node(), m.rank())) {
            return this;
        }
        ToAgent.PointsStored stored = new ToAgent.PointsStored(epoch, m.attempt(), m.rank(), m.position());
        bounded(() -> hears.onPoints(m.attempt(), m.rank(), m.position(), m.points()))
                .whenComplete((nothing, failure) -> {
                    if (failure == null) {
                        agent.tell(stored);
                    } else {
                        LOG.warn(
                                "points of {} were not stored, they will come again: {}",
                                m.attempt(),
                                failure.toString());
                    }
                });
        return this;
    }

    private Behavior<SchedulerCommand> onSubmit(Submit m) {
        if (!ofThisEpoch(m.epoch(), m.done())) {
            return this;
        }
        try {
            fleet.submit(m.gang(), m.claimed(), ticker.nanos());
            m.done().complete(null);
        } catch (IllegalArgumentException | IllegalStateException e) {
            m.done().completeExceptionally(e);
        }
        return act(true);
    }

    private Behavior<SchedulerCommand> onStop(StopGang m) {
        if (ofThisEpoch(m.epoch(), m.done())) {
            fleet.stop(m.attempt(), FailureKind.KILLED, m.why(), m.grace(), ticker.nanos());
            m.done().complete(null);
        }
        return act(true);
    }

    private boolean ofThisEpoch(Epoch asked, CompletableFuture<Void> done) {
        if (!deposed && asked.equals(epoch)) {
            return true;
        }
        done.completeExceptionally(new IllegalStateException(
                deposed
                        ? "a newer leadership than epoch " + epoch.value() + " gives the orders"
                        : "epoch " + asked.value() + " asked, but this is the scheduler of epoch " + epoch.value()));
        return false;
    }

    private Behavior<SchedulerCommand> onRecovered(Recovered m) {
        fleet.recovered(m.live());
        m.done().complete(null);
        return act(true);
    }

    private Behavior<SchedulerCommand> onCheck(Check m) {
        try {
            m.done().complete(fleet.check(m.gang(), ticker.nanos()));
        } catch (IllegalArgumentException e) {
            m.done()
                    .complete(List.of(new Refusal(
                            "LABELS",
                            String.valueOf(e.getMessage()),
                            "see docs/scheduling.md for the forms of a constraint")));
        }
        return this;
    }

    private Behavior<SchedulerCommand> onCapacity(AskCapacity m) {
        m.done().complete(fleet.capacity(ticker.nanos()));
        return this;
    }

    private Behavior<SchedulerCommand> onDrain(Drain m) {
        fleet.drain(m.nodes(), ticker.nanos(), clock.millis());
        m.done().complete(null);
        return act(true);
    }

    private Behavior<SchedulerCommand> onTidy(Tidy m) {
        if (!deposed) {
            agents.values().forEach(agent -> agent.tell(new ToAgent.Tidy(epoch, m.study(), m.drop(), m.thin())));
        }
        return this;
    }

    private Behavior<SchedulerCommand> onNoted(ToScheduler.Noted m) {
        if (fleet.knows(m.attempt()) && m.epoch().equals(epoch)) {
            tell(new GangEvent.Noted(m.attempt(), "node " + m.node() + " " + m.what()));
        }
        return this;
    }

    private Behavior<SchedulerCommand> onWatch(Watch m) {
        listener = m.listener();
        List.copyOf(outbox.keySet()).forEach(this::tellNext);
        return this;
    }

    private Behavior<SchedulerCommand> onLedgerAnswered(LedgerAnswered m) {
        fleet.ledgerAnswered(m.attempt(), m.asked(), m.answer(), ticker.nanos());
        return act(m.answer() != LedgerAnswer.YES);
    }

    private Behavior<SchedulerCommand> onTick() {
        if (!deposed) {
            fleet.tick(ticker.nanos());
            return act(true);
        }
        return this;
    }

    private Behavior<SchedulerCommand> onPass() {
        passIsDue = false;
        fleet.pass(ticker.nanos());
        return act(false);
    }

    /**
     * Carries out what the fleet decided.
     *
     * @param pass whether something may be placed now; passes of several messages fall together in one
     */
    private Behavior<SchedulerCommand> act(boolean pass) {
        for (Step step : fleet.drain()) {
            if (step instanceof Step.Send send) {
                @Nullable ActorRef<AgentCommand> agent = agents.get(send.node());
                if (agent != null) {
                    agent.tell(send.message());
                }
            } else if (step instanceof Step.Tell tell) {
                tell(tell.event());
            } else if (step instanceof Step.LedgerPreparing ask) {
                ask(ask.attempt(), GangState.PLACING, () -> ledger.preparing(ask.attempt(), epoch));
            } else if (step instanceof Step.LedgerClaimed ask) {
                ask(ask.attempt(), GangState.CLAIMING, () -> ledger.claimed(ask.attempt(), ask.gang()));
            } else if (step instanceof Step.LedgerRequeued ask) {
                ask(ask.attempt(), GangState.RETURNING, () -> ledger.requeued(ask.attempt(), epoch));
            }
        }
        if (pass && !passIsDue && fleet.hasQueue()) {
            passIsDue = true;
            getContext().getSelf().tell(Pass.INSTANCE);
        }
        return this;
    }

    private void ask(AttemptId attempt, GangState asked, Supplier<CompletionStage<Boolean>> question) {
        getContext().pipeToSelf(bounded(question), (changed, failure) -> {
            if (failure != null) {
                LOG.warn("the ledger did not answer for {} ({}): {}", attempt, asked, failure.toString());
                return new LedgerAnswered(attempt, asked, LedgerAnswer.UNKNOWN);
            }
            return new LedgerAnswered(attempt, asked, changed ? LedgerAnswer.YES : LedgerAnswer.NO);
        });
    }

    private void tell(GangEvent event) {
        Deque<GangEvent> events = outbox.computeIfAbsent(event.attempt(), a -> new ArrayDeque<>());
        boolean idle = events.isEmpty();
        events.add(event);
        if (idle) {
            tellNext(event.attempt());
        }
    }

    private Behavior<SchedulerCommand> tellNext(AttemptId attempt) {
        @Nullable GangListener hears = listener;
        @Nullable Deque<GangEvent> events = outbox.get(attempt);
        if (hears != null && events != null && !events.isEmpty()) {
            GangEvent event = events.element();
            getContext().pipeToSelf(bounded(() -> hears.onEvent(event)), (nothing, failure) -> {
                if (failure != null) {
                    LOG.warn("an event of {} was not stored, it is told again: {}", attempt, failure.toString());
                }
                return new Told(attempt, failure == null);
            });
        }
        return this;
    }

    private Behavior<SchedulerCommand> onTold(Told m) {
        @Nullable Deque<GangEvent> events = outbox.get(m.attempt());
        if (events == null) {
            return this;
        }
        if (!m.stored()) {
            timers.startSingleTimer(m.attempt(), new TellAgain(m.attempt()), TELL_AGAIN_AFTER);
            return this;
        }
        GangEvent told = events.remove();
        if (told instanceof GangEvent.Ended) {
            fleet.endStored(m.attempt());
        }
        if (events.isEmpty()) {
            outbox.remove(m.attempt());
        } else {
            tellNext(m.attempt());
        }
        return act(false);
    }

    /** Calls a port: what it throws becomes a failed stage, and no stage is waited for without end. */
    private static <T> CompletionStage<T> bounded(Supplier<CompletionStage<T>> call) {
        try {
            CompletableFuture<T> stage = call.get().toCompletableFuture();
            return stage.isDone() ? stage : stage.copy().orTimeout(STORE_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
