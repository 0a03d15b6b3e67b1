package org.attune.tuner.control;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.GangEvent;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.MetricPoint;
import org.attune.search.strategy.Proposals;
import org.attune.tuner.spec.StudySpec;
import org.attune.tuner.study.Decisions;
import org.attune.tuner.study.StudyChange;
import org.attune.tuner.study.StudyEffect;
import org.attune.tuner.study.StudyEngine;
import org.attune.tuner.study.StudyEvent;
import org.attune.tuner.study.StudyReply;
import org.jspecify.annotations.Nullable;

/**
 * Carries one study: input becomes an event, the engine decides, the changes go to the store in one transaction, and
 * what follows is done once they are durable. It does not wait for one commit before it takes the next event; decisions
 * are carried out in their order. A commit that is refused ends it: its parent makes it anew from rows.
 */
final class StudyActor extends AbstractBehavior<StudyActor.Command> {

    /** Decisions that wait for the store; beyond it new input is turned away. */
    static final int IN_FLIGHT_MAX = 4_096;

    private static final Duration AGAIN_FIRST = Duration.ofMillis(250);
    private static final int AGAIN_DOUBLINGS_MAX = 5;
    private static final Duration IDLE = Duration.ofSeconds(30);

    /** What it takes. */
    sealed interface Command {}

    /** A person or client asks something. */
    record Asked(Question question, @Nullable Change change, CompletableFuture<Said> reply) implements Command {

        Asked(Question question, CompletableFuture<Said> reply) {
            this(question, null, reply);
        }

        /** Asks for another spec in place of the one that is known. */
        static Asked toChange(StudySpec from, StudySpec to, String words, CompletableFuture<Said> reply) {
            return new Asked((token, now) -> new StudyEvent.Tick(now), new Change(from, to, words), reply);
        }
    }

    /**
     * An answer.
     *
     * @param commit what became durable with it; null for nothing
     */
    record Said(StudyReply reply, @Nullable Commit commit) {
        /** Without any change. */
        static Said only(StudyReply reply) {
            return new Said(reply, null);
        }
    }

    /** Another spec. @param words what changes, for people */
    record Change(StudySpec from, StudySpec to, String words) {}

    /** A runner tells of a gang. */
    record GangTold(GangEvent event, CompletableFuture<Void> done) implements Command {}

    /** A runner tells points. */
    record PointsTold(
            AttemptId attempt, int rank, long position, List<MetricPoint> points, CompletableFuture<Void> done)
            implements Command {}

    /** Nobody needs it any more; sent by its parent, which sends nothing after it. */
    enum Close implements Command {
        INSTANCE
    }

    /** The first message: begins the engine's life. */
    record Begin(boolean newLeadership) implements Command {}

    private record Durable(Flight flight, long seq) implements Command {}

    private record NotDurable(Throwable why) implements Command {}

    private record Proposed(int ended, Proposals proposals) implements Command {}

    private record ProposalFailed(int ended, String why) implements Command {}

    private record Again(StudyEffect effect, AttemptId attempt, int tries) implements Command {}

    private record Undone(StudyEffect effect, AttemptId attempt, int tries, String why) implements Command {}

    private enum Submitted implements Command {
        INSTANCE
    }

    private enum Wake implements Command {
        INSTANCE
    }

    private enum Idle implements Command {
        INSTANCE
    }

    /** A decision on its way to the disk. */
    private static final class Flight {
        final boolean first;
        final List<StudyChange> changes;
        final List<StudyEffect> effects;
        boolean durable;
        long seq;

        Flight(boolean first, Decisions decisions) {
            this.first = first;
            this.changes = decisions.changes();
            this.effects = decisions.effects();
            this.durable = changes.isEmpty();
        }

        @Nullable
        Commit commit(String uid) {
            return changes.isEmpty() ? null : new Commit(uid, seq, changes);
        }
    }

    /** Makes an event of a question. */
    @FunctionalInterface
    interface Question {
        StudyEvent at(long token, long nowMillis);
    }

    private final ControlParts parts;
    private final Epoch epoch;
    private final String uid;
    private final Blueprint blueprint;
    private final ActorRef<ControlPlane.Command> parent;
    private final TimerScheduler<Command> timers;
    private final StudyEngine engine;
    private final Preparation preparation;
    private final Deque<Flight> flights = new ArrayDeque<>();
    private final Map<Long, Asked> replies = new LinkedHashMap<>();
    private final Map<Long, CompletableFuture<Void>> tellers = new HashMap<>();
    private long token;
    private boolean failed;
    /** Set once the spec changes: nothing is decided any more, and what is asked waits for the next actor. */
    private boolean renewing;

    private StudyActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ControlParts parts,
            Epoch epoch,
            String uid,
            Blueprint blueprint,
            StudyEngine engine,
            ActorRef<ControlPlane.Command> parent) {
        super(context);
        this.timers = timers;
        this.parts = parts;
        this.epoch = epoch;
        this.uid = uid;
        this.blueprint = blueprint;
        this.engine = engine;
        this.preparation = new Preparation(blueprint.strategy(), parts.preparing());
        this.parent = parent;
    }

    /** An actor around an engine; {@link Begin} is to be its first message. */
    static Behavior<Command> create(
            ControlParts parts,
            Epoch epoch,
            String uid,
            Blueprint blueprint,
            StudyEngine engine,
            ActorRef<ControlPlane.Command> parent) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new StudyActor(context, timers, parts, epoch, uid, blueprint, engine, parent)));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(PointsTold.class, this::onPoints)
                .onMessage(Durable.class, this::onDurable)
                .onMessage(Asked.class, this::onAsked)
                .onMessage(GangTold.class, this::onGang)
                .onMessage(Proposed.class, m -> take(new StudyEvent.Proposed(m.ended(), m.proposals(), now())))
                .onMessage(ProposalFailed.class, m -> take(new StudyEvent.ProposalFailed(m.ended(), m.why(), now())))
                .onMessage(Begin.class, this::onBegin)
                .onMessageEquals(Wake.INSTANCE, () -> take(new StudyEvent.Tick(now())))
                .onMessage(NotDurable.class, this::onNotDurable)
                .onMessage(Undone.class, this::onUndone)
                .onMessage(Again.class, this::onAgain)
                .onMessageEquals(Submitted.INSTANCE, this::onSubmitted)
                .onMessageEquals(Idle.INSTANCE, this::onIdle)
                .onMessageEquals(Close.INSTANCE, Behaviors::stopped)
                .onSignal(PostStop.class, s -> onStop())
                .build();
    }

    private long now() {
        return parts.clock().millis();
    }

    private Behavior<Command> onBegin(Begin begin) {
        take(new StudyEvent.Begun(begin.newLeadership(), now()));
        return this;
    }

    private Behavior<Command> onAsked(Asked asked) {
        if (flights.size() >= IN_FLIGHT_MAX) {
            asked.reply().completeExceptionally(new StudyUnavailable("the store is busy; try again shortly"));
            return this;
        }
        if (asked.change() != null && !renewing) {
            return change(asked, asked.change());
        }
        replies.put(++token, asked);
        return take(asked.question().at(token, now()));
    }

    /**
     * Stores another spec; once all that was decided before is carried out, the study is made anew from its rows, and so
     * with the new spec. Nothing that runs notices.
     */
    private Behavior<Command> change(Asked asked, Change change) {
        StudyReply.Denied denied = null;
        if (engine.state().ended()) {
            denied = new StudyReply.Denied(
                    StudyReply.Denial.WRONG_STATE, "the study is " + engine.state() + " and does not change any more");
        } else if (!blueprint.spec().equals(change.from())) {
            denied = new StudyReply.Denied(
                    StudyReply.Denial.ETAG_MISMATCH,
                    "somebody else changed the study meanwhile: look at it, then try again");
        }
        if (denied != null) {
            asked.reply().complete(Said.only(denied));
            return this;
        }
        replies.put(++token, asked);
        long now = now();
        renewing = true;
        launch(new Flight(
                false,
                new Decisions(
                        List.of(
                                new StudyChange.SpecChanged(change.to()),
                                new StudyChange.Noted(0, "CHANGED", change.words(), now)),
                        List.of(new StudyEffect.Reply(token, new StudyReply.Moved(engine.state()))))));
        return this;
    }

    private Behavior<Command> onGang(GangTold told) {
        if (turnedAway(told.done())) {
            return this;
        }
        tellers.put(++token, told.done());
        return take(new StudyEvent.GangTold(told.event(), token, now()));
    }

    private Behavior<Command> onPoints(PointsTold told) {
        if (turnedAway(told.done())) {
            return this;
        }
        tellers.put(++token, told.done());
        return take(
                new StudyEvent.PointsTold(told.attempt(), told.rank(), told.position(), told.points(), token, now()));
    }

    private boolean turnedAway(CompletableFuture<Void> done) {
        boolean full = renewing || flights.size() >= IN_FLIGHT_MAX;
        if (full) {
            done.completeExceptionally(new StudyUnavailable("the store is busy; tell it again"));
        }
        return full;
    }

    /** One event through the engine; what it decides is on its way afterwards. */
    private Behavior<Command> take(StudyEvent event) {
        if (failed || renewing) {
            return this;
        }
        try {
            launch(new Flight(event instanceof StudyEvent.Begun, engine.on(event)));
        } catch (RuntimeException e) {
            getContext().getLog().error("study {} cannot take {}", uid, event, e);
            fail();
        }
        return this;
    }

    /** From here on nothing is decided; whoever waits is told when the parent knows it, so that asking again helps. */
    private void fail() {
        if (!failed) {
            failed = true;
            flights.clear();
            parent.tell(new ControlPlane.Failed(uid));
        }
    }

    private void launch(Flight flight) {
        flights.add(flight);
        if (!flight.durable) {
            getContext()
                    .pipeToSelf(
                            parts.store().commit(epoch, uid, flight.changes),
                            (seq, failure) -> failure == null ? new Durable(flight, seq) : new NotDurable(failure));
        }
        land();
    }

    private Behavior<Command> onDurable(Durable message) {
        message.flight().durable = true;
        message.flight().seq = message.seq();
        land();
        return this;
    }

    private Behavior<Command> onNotDurable(NotDurable message) {
        getContext()
                .getLog()
                .warn(
                        "a commit of study {} was not stored: {}",
                        uid,
                        message.why().toString());
        fail();
        return this;
    }

    /** Carries out every decision whose changes, and those of all before it, are durable. */
    private void land() {
        while (!flights.isEmpty() && flights.element().durable) {
            Flight flight = flights.remove();
            List<CompletionStage<Void>> submits = new ArrayList<>();
            for (StudyEffect effect : flight.effects) {
                carryOut(effect, flight, submits);
            }
            if (flight.first) {
                CompletableFuture<?>[] all = submits.stream()
                        .map(CompletionStage::toCompletableFuture)
                        .toArray(CompletableFuture<?>[]::new);
                // a hand-over that failed is repeated; it does not hold the others up
                getContext().pipeToSelf(CompletableFuture.allOf(all), (done, failure) -> Submitted.INSTANCE);
            }
        }
        if (renewing && !failed && flights.isEmpty()) {
            parent.tell(new ControlPlane.Renew(uid, List.copyOf(replies.values())));
            replies.clear();
            failed = true;
        }
    }

    private void carryOut(StudyEffect effect, Flight flight, List<CompletionStage<Void>> submits) {
        if (effect instanceof StudyEffect.Told told) {
            answer(told);
        } else if (effect instanceof StudyEffect.Reply reply) {
            Asked waiting = replies.remove(reply.token());
            if (waiting != null) {
                waiting.reply().complete(new Said(reply.reply(), flight.commit(uid)));
            }
        } else if (effect instanceof StudyEffect.SubmitGang submit) {
            submits.add(submit(submit, 0));
        } else if (effect instanceof StudyEffect.StopGang stop) {
            stop(stop, 0);
        } else if (effect instanceof StudyEffect.TidyCheckpoints tidy) {
            parts.runner().tidy(uid, tidy.drop(), tidy.thin());
        } else if (effect instanceof StudyEffect.AskProposals ask) {
            propose(ask);
        } else if (effect instanceof StudyEffect.WakeAt wake) {
            timers.startSingleTimer(
                    Wake.INSTANCE, Wake.INSTANCE, Duration.ofMillis(Math.max(0, wake.millis() - now())));
        } else if (effect instanceof StudyEffect.StudyEnded) {
            timers.startSingleTimer(Idle.INSTANCE, Idle.INSTANCE, IDLE);
        }
    }

    private void answer(StudyEffect.Told told) {
        CompletableFuture<Void> teller = tellers.remove(told.token());
        if (teller == null) {
            return;
        }
        if (told.why().isEmpty()) {
            teller.complete(null);
        } else {
            teller.completeExceptionally(new StudyUnavailable(told.why()));
        }
    }

    private void propose(StudyEffect.AskProposals ask) {
        long asked = System.nanoTime();
        CompletableFuture<Proposals> answer;
        try {
            answer = CompletableFuture.supplyAsync(
                    () -> blueprint.strategy().propose(ask.history(), ask.count()), parts.compute());
        } catch (RejectedExecutionException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        getContext()
                .pipeToSelf(
                        answer.whenComplete((proposals, failure) -> {
                            parts.proposing().took(System.nanoTime() - asked);
                            preparation.after(ask.history());
                        }),
                        (proposals, failure) -> failure == null
                                ? new Proposed(ask.ended(), proposals)
                                : new ProposalFailed(ask.ended(), String.valueOf(failure.getMessage())));
    }

    private CompletionStage<Void> submit(StudyEffect.SubmitGang submit, int tries) {
        AttemptId attempt = submit.gang().attempt();
        CompletionStage<Void> stage = parts.runner().submit(submit.gang(), epoch, submit.claimed());
        watch(stage, submit, attempt, tries);
        return stage;
    }

    private void stop(StudyEffect.StopGang stop, int tries) {
        watch(parts.runner().stop(stop.attempt(), epoch, stop.why(), stop.grace()), stop, stop.attempt(), tries);
    }

    private void watch(CompletionStage<Void> stage, StudyEffect effect, AttemptId attempt, int tries) {
        ActorRef<Command> self = getContext().getSelf();
        stage.whenComplete((done, failure) -> {
            if (failure != null) {
                self.tell(new Undone(effect, attempt, tries, failure.toString()));
            }
        });
    }

    private Behavior<Command> onUndone(Undone undone) {
        getContext().getLog().warn("{}: the runner did not answer, asking again: {}", undone.attempt(), undone.why());
        Duration pause = AGAIN_FIRST.multipliedBy(1L << Math.min(undone.tries(), AGAIN_DOUBLINGS_MAX));
        Again again = new Again(undone.effect(), undone.attempt(), undone.tries() + 1);
        timers.startSingleTimer(undone.effect(), again, pause);
        return this;
    }

    private Behavior<Command> onAgain(Again again) {
        if (!engine.lives(again.attempt())) {
            return this;
        }
        if (again.effect() instanceof StudyEffect.SubmitGang submit) {
            submit(submit, again.tries());
        } else if (again.effect() instanceof StudyEffect.StopGang stop) {
            stop(stop, again.tries());
        }
        return this;
    }

    private Behavior<Command> onSubmitted() {
        parent.tell(new ControlPlane.Ready(uid));
        if (engine.state().ended()) {
            timers.startSingleTimer(Idle.INSTANCE, Idle.INSTANCE, IDLE);
        }
        return this;
    }

    private Behavior<Command> onIdle() {
        if (flights.isEmpty() && replies.isEmpty()) {
            parent.tell(new ControlPlane.Idle(uid));
        } else {
            timers.startSingleTimer(Idle.INSTANCE, Idle.INSTANCE, IDLE);
        }
        return this;
    }

    /** Nobody who asked waits for a deadline when the answer cannot come any more. */
    private Behavior<Command> onStop() {
        preparation.close();
        StudyUnavailable gone =
                new StudyUnavailable("the study is being rebuilt from its rows; whether it was done is not known");
        replies.values().forEach(waiting -> waiting.reply().completeExceptionally(gone));
        tellers.values().forEach(waiting -> waiting.completeExceptionally(gone));
        replies.clear();
        tellers.clear();
        return this;
    }
}
