package org.attune.tuner.control;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.GangEvent;
import org.attune.runner.worker.AttemptId;
import org.attune.tuner.spec.StudySpec;
import org.attune.tuner.store.StoredStudy;
import org.attune.tuner.study.Study;
import org.attune.tuner.study.StudyChange;
import org.attune.tuner.study.StudyEngine;
import org.attune.tuner.study.StudyEvent;
import org.attune.tuner.study.StudyReply;
import org.attune.tuner.study.StudyState;
import org.attune.tuner.study.Trial;
import org.jspecify.annotations.Nullable;

/**
 * Owns all studies under one leadership: raises the epoch, starts the runner, makes a {@link StudyActor} of the rows of each
 * open study, and makes it again when it fails. A study that has ended is made from its rows when somebody asks for it, and
 * forgotten again. It computes nothing and waits for nothing.
 */
public final class ControlPlane extends AbstractBehavior<ControlPlane.Command> {

    private static final int PENDING_MAX = 1_000;
    private static final Duration BACK_OFF_FIRST = Duration.ofMillis(200);
    private static final int BACK_OFF_DOUBLINGS_MAX = 6;
    private static final Duration FORGIVEN_AFTER = Duration.ofMinutes(1);
    private static final Duration RECOVERY_PATIENCE = Duration.ofSeconds(30);

    /** What it takes; all of it from its own process. */
    sealed interface Command {}

    /** For the study of this name. */
    record Forward(String study, StudyActor.Asked asked) implements Command {}

    /** For the study of this uid, told by a runner. */
    record Heard(AttemptId attempt, StudyActor.Command told, CompletableFuture<Void> done) implements Command {}

    /** A new study, checked. */
    record Create(Studies.NewStudy request, StudySpec spec, CompletableFuture<Answer<Studies.Created>> done)
            implements Command {}

    /** Removes an ended study. */
    record Delete(String study, CompletableFuture<Answer<String>> done) implements Command {}

    /** Ends the control plane; completes when its studies have stopped and the runner is closed. */
    record Close(CompletableFuture<Void> done) implements Command {}

    /** Something that needs the parts of this leadership; must not wait. */
    record Use(Consumer<ControlParts> work) implements Command {}

    private record Created(
            Create create, String uid, @Nullable StoredStudy stored, String denied) implements Command {}

    private record Fetched(
            Entry entry,
            Optional<StoredStudy> stored,
            @Nullable Throwable failure) implements Command {}

    private record Deletable(
            Entry entry,
            CompletableFuture<Answer<String>> done,
            Optional<StoredStudy> stored,
            @Nullable Throwable failure)
            implements Command {}

    private record Removed(Entry entry, @Nullable Throwable failure) implements Command {}

    private record Led(
            @Nullable Leadership leadership, @Nullable Throwable failure) implements Command {}

    private record Reload(Entry entry) implements Command {}

    private record Gone(Entry entry) implements Command {}

    private record Ready(String uid) implements Command {}

    private record Idle(String uid) implements Command {}

    private enum RecoveryLate implements Command {
        INSTANCE
    }

    /** A study that has an actor, or is about to. */
    private static final class Entry {
        final String name;
        String uid = "";

        @Nullable
        ActorRef<StudyActor.Command> actor;

        final Deque<StudyActor.Asked> pending = new ArrayDeque<>();
        boolean closing;
        boolean pauseFirst;
        /** Whether its attempts were not yet handed to this leadership's runner. */
        boolean fresh;

        @Nullable
        CompletableFuture<Answer<String>> deleting;

        int failures;
        long failedMillis;

        Entry(String name) {
            this.name = name;
        }
    }

    private final Leadership leadership;
    private final ControlParts parts;
    private final Epoch epoch;
    private final TimerScheduler<Command> timers;
    private final Map<String, Entry> byName = new HashMap<>();
    private final Map<String, Entry> byUid = new HashMap<>();
    private final Set<String> recovering = new HashSet<>();
    private final Set<AttemptId> live = new HashSet<>();
    private final StudyActor.Parent parent;
    private @Nullable CompletableFuture<Void> closed;

    private ControlPlane(ActorContext<Command> context, TimerScheduler<Command> timers, Leadership leadership) {
        super(context);
        this.timers = timers;
        this.leadership = leadership;
        this.parts = leadership.parts();
        this.epoch = leadership.epoch();
        ActorRef<Command> self = context.getSelf();
        this.parent = new StudyActor.Parent() {
            @Override
            public void ready(String uid) {
                self.tell(new Ready(uid));
            }

            @Override
            public void idle(String uid) {
                self.tell(new Idle(uid));
            }
        };
    }

    /** Takes the lead, then works; what comes before that waits. */
    static Behavior<Command> create(Leadership.Source source) {
        return Behaviors.withStash(
                PENDING_MAX,
                stash -> Behaviors.setup(context -> {
                    context.pipeToSelf(source.take(), Led::new);
                    return leading(stash);
                }));
    }

    private static Behavior<Command> leading(StashBuffer<Command> stash) {
        return Behaviors.receive(Command.class)
                .onMessage(Led.class, led -> {
                    Leadership leadership = led.leadership();
                    if (leadership == null) {
                        throw new StudyUnavailable("the store cannot be read: " + led.failure(), led.failure());
                    }
                    return stash.unstashAll(Behaviors.setup(context -> Behaviors.withTimers(timers -> {
                        ControlPlane plane = new ControlPlane(context, timers, leadership);
                        plane.recover();
                        return plane;
                    })));
                })
                .onMessage(Close.class, close -> {
                    close.done().complete(null);
                    return Behaviors.stopped();
                })
                .onAnyMessage(message -> {
                    if (!stash.isFull()) {
                        stash.stash(message);
                    }
                    return Behaviors.same();
                })
                .build();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Heard.class, this::onHeard)
                .onMessage(Forward.class, this::onForward)
                .onMessage(Create.class, this::onCreate)
                .onMessage(Created.class, this::onCreated)
                .onMessage(Delete.class, this::onDelete)
                .onMessage(Deletable.class, this::onDeletable)
                .onMessage(Removed.class, this::onRemoved)
                .onMessage(Close.class, this::onClose)
                .onMessage(Use.class, this::onUse)
                .onMessage(Fetched.class, this::onFetched)
                .onMessage(Reload.class, this::onReload)
                .onMessage(Gone.class, this::onGone)
                .onMessage(Ready.class, this::onReady)
                .onMessage(Idle.class, this::onIdle)
                .onMessage(Led.class, led -> this)
                .onMessageEquals(RecoveryLate.INSTANCE, this::onRecoveryLate)
                .onSignal(PreRestart.class, signal -> onEnd())
                .onSignal(PostStop.class, signal -> onEnd())
                .build();
    }

    private Behavior<Command> onEnd() {
        parts.runner().close();
        if (closed != null) {
            closed.complete(null);
        }
        return this;
    }

    /** Every open study comes back from its rows; those that are not to go on are paused first. */
    private void recover() {
        parts.runner().watch(new GangEars(getContext().getSelf()));
        for (StoredStudy stored : leadership.open()) {
            for (Trial trial : stored.trials()) {
                trial.attempts().stream()
                        .filter(attempt ->
                                !attempt.state().ended() && !attempt.runner().isEmpty())
                        .forEach(attempt ->
                                live.add(new AttemptId(stored.study().uid(), trial.number(), attempt.number())));
            }
        }
        for (StoredStudy stored : leadership.open()) {
            Entry entry = entry(stored.study().name());
            if (stored.study().state() == StudyState.ACTIVE
                    && !leadership.settings().drives().test(entry.name)) {
                entry.pauseFirst = true;
            }
            entry.fresh = true;
            recovering.add(stored.study().uid());
            if (!revive(entry, stored)) {
                recovering.remove(stored.study().uid());
            }
        }
        timers.startSingleTimer(RecoveryLate.INSTANCE, RecoveryLate.INSTANCE, RECOVERY_PATIENCE);
        recoveredWhenAllAre();
    }

    private void recoveredWhenAllAre() {
        if (recovering.isEmpty() && timers.isTimerActive(RecoveryLate.INSTANCE)) {
            timers.cancel(RecoveryLate.INSTANCE);
            leadership.recovered(Set.copyOf(live));
        }
    }

    private Behavior<Command> onRecoveryLate() {
        getContext().getLog().warn("studies {} did not come back in time; the others go on", recovering);
        recovering.clear();
        leadership.recovered(Set.copyOf(live));
        return this;
    }

    private Entry entry(String name) {
        return byName.computeIfAbsent(name, Entry::new);
    }

    /** Makes the actor of a study; false when its rows make no sense, which hurts nobody else. */
    private boolean revive(Entry entry, StoredStudy stored) {
        entry.uid = stored.study().uid();
        StudyEngine engine;
        Blueprint blueprint;
        try {
            blueprint = Blueprint.of(
                    stored.study().spec(), stored.study().seed(), stored.study().filesDigest());
            engine = StudyEngine.restore(
                    stored.study(),
                    stored.trials(),
                    stored.observations(),
                    stored.endOrder(),
                    stored.answers(),
                    blueprint.parts());
        } catch (RuntimeException e) {
            getContext().getLog().error("study {} cannot be made of its rows", entry.name, e);
            refuseAll(entry, new StudyUnavailable("study " + entry.name + " cannot be made of its rows: " + e));
            forget(entry);
            return false;
        }
        ActorRef<StudyActor.Command> actor =
                getContext().spawnAnonymous(StudyActor.create(parts, epoch, entry.uid, blueprint, engine, parent));
        getContext().watchWith(actor, new Gone(entry));
        entry.actor = actor;
        byUid.put(entry.uid, entry);
        if (entry.pauseFirst && stored.study().state() == StudyState.ACTIVE) {
            actor.tell(new StudyActor.Asked(
                    (token, now) -> new StudyEvent.MoveAsked(StudyState.PAUSED, "its run ended", token, now),
                    new CompletableFuture<>()));
        }
        actor.tell(new StudyActor.Begin(entry.fresh));
        entry.pending.forEach(actor::tell);
        entry.pending.clear();
        return true;
    }

    private void forget(Entry entry) {
        byName.remove(entry.name, entry);
        byUid.remove(entry.uid, entry);
    }

    private static void refuseAll(Entry entry, StudyUnavailable why) {
        entry.pending.forEach(asked -> asked.reply().completeExceptionally(why));
        entry.pending.clear();
    }

    private Behavior<Command> onHeard(Heard heard) {
        Entry entry = byUid.get(heard.attempt().studyUid());
        if (entry != null && entry.actor != null) {
            entry.actor.tell(heard.told());
        } else if (entry != null) {
            heard.done().completeExceptionally(new StudyUnavailable("the study is being rebuilt; tell it again"));
        } else {
            // its study has ended and is forgotten, or was deleted
            if (!(heard.told() instanceof StudyActor.GangTold told && told.event() instanceof GangEvent.Ended)) {
                parts.runner().stop(heard.attempt(), epoch, "no study waits for it", Duration.ofSeconds(30));
            }
            heard.done().complete(null);
        }
        return this;
    }

    private Behavior<Command> onForward(Forward forward) {
        Entry known = byName.get(forward.study());
        if (known != null && known.actor != null) {
            known.actor.tell(forward.asked());
            return this;
        }
        Entry entry = entry(forward.study());
        if (entry.pending.size() >= PENDING_MAX) {
            forward.asked().reply().completeExceptionally(new StudyUnavailable("too many ask while it is rebuilt"));
            return this;
        }
        entry.pending.add(forward.asked());
        if (known == null) {
            fetch(entry);
        }
        return this;
    }

    private void fetch(Entry entry) {
        getContext()
                .pipeToSelf(
                        leadership.load(entry.name),
                        (stored, failure) -> new Fetched(entry, failure == null ? stored : Optional.empty(), failure));
    }

    private Behavior<Command> onFetched(Fetched fetched) {
        Entry entry = fetched.entry();
        if (fetched.failure() != null) {
            if (!entry.uid.isEmpty()) {
                comeBackLater(entry);
                return this;
            }
            refuseAll(entry, new StudyUnavailable("the store cannot be read: " + fetched.failure()));
            forget(entry);
        } else if (fetched.stored().isEmpty()) {
            StudyReply none = new StudyReply.Denied(
                    StudyReply.Denial.NOT_FOUND, "there is no study " + entry.name + "; attune study list shows all");
            entry.pending.forEach(asked -> asked.reply().complete(none));
            entry.pending.clear();
            forget(entry);
        } else {
            revive(entry, fetched.stored().get());
        }
        return this;
    }

    private Behavior<Command> onCreate(Create create) {
        String uid = leadership.newUid();
        Studies.NewStudy request = create.request();
        long now = parts.clock().millis();
        Study study = new Study(
                create.spec().study(),
                uid,
                create.spec(),
                request.specText(),
                create.spec().strategy().seed().orElseGet(leadership::newSeed),
                request.filesDigest(),
                request.startPaused() ? StudyState.PAUSED : StudyState.ACTIVE,
                "",
                now,
                0);
        List<StudyChange> changes = new ArrayList<>(List.of(
                new StudyChange.StudyCreated(study),
                new StudyChange.Noted(0, "CREATED", "submitted as " + request.fileName(), now)));
        if (request.requestId() != null) {
            changes.add(new StudyChange.Answered(request.requestId(), "{\"uid\":\"" + uid + "\"}", now));
        }
        StoredStudy fresh = new StoredStudy(study, List.of(), List.of(), List.of(), Map.of());
        CompletionStage<Created> stored = parts.store()
                .commit(epoch, uid, changes)
                .<Created>handle((seq, failure) -> failure == null ? new Created(create, uid, fresh, "") : null)
                .thenCompose(created -> created != null
                        ? CompletableFuture.completedFuture(created)
                        : leadership.load(study.name()).thenApply(taken -> taken(create, taken)));
        getContext()
                .pipeToSelf(
                        stored,
                        (created, failure) -> failure == null
                                ? created
                                : new Created(create, "", null, "the study could not be stored: " + failure));
        return this;
    }

    /** Why the name was refused; the very same request gets the very same answer. */
    private static Created taken(Create create, Optional<StoredStudy> by) {
        if (by.isEmpty()) {
            return new Created(create, "", null, "the store is busy; try again shortly");
        }
        String request = create.request().requestId();
        if (request != null && by.get().answers().containsKey(request)) {
            return new Created(create, by.get().study().uid(), null, "");
        }
        String name = by.get().study().name();
        return new Created(
                create,
                "",
                by.get(),
                "there is a study " + name + " already (it is "
                        + by.get().study().state()
                        + "); give this one another name, or remove that one with attune study delete " + name);
    }

    private Behavior<Command> onCreated(Created created) {
        CompletableFuture<Answer<Studies.Created>> done = created.create().done();
        StoredStudy stored = created.stored();
        if (!created.denied().isEmpty()) {
            Answer.Code code = stored == null ? Answer.Code.UNAVAILABLE : Answer.Code.ALREADY_EXISTS;
            done.complete(Answer.Refused.of(code, created.denied()));
            return this;
        }
        String name = created.create().spec().study();
        if (stored != null) {
            revive(entry(name), stored);
        }
        done.complete(new Answer.Ok<>(new Studies.Created(name, created.uid())));
        return this;
    }

    private Behavior<Command> onUse(Use use) {
        use.work().accept(parts);
        return this;
    }

    private Behavior<Command> onDelete(Delete delete) {
        Entry known = byName.get(delete.study());
        if (known != null && known.deleting != null) {
            delete.done().complete(Answer.Refused.of(Answer.Code.WRONG_STATE, "it is being removed already"));
            return this;
        }
        Entry entry = entry(delete.study());
        getContext()
                .pipeToSelf(
                        leadership.load(delete.study()),
                        (stored, failure) -> new Deletable(
                                entry, delete.done(), failure == null ? stored : Optional.empty(), failure));
        return this;
    }

    private Behavior<Command> onDeletable(Deletable deletable) {
        Entry entry = deletable.entry();
        Answer.Refused<String> refused = null;
        if (deletable.failure() != null) {
            refused = Answer.Refused.of(Answer.Code.UNAVAILABLE, "the store cannot be read: " + deletable.failure());
        } else if (deletable.stored().isEmpty()) {
            refused = Answer.Refused.of(Answer.Code.NOT_FOUND, "there is no study " + entry.name);
        } else if (!deletable.stored().get().study().state().ended() || entry.deleting != null) {
            refused = Answer.Refused.of(
                    Answer.Code.WRONG_STATE,
                    "study " + entry.name + " is "
                            + deletable.stored().get().study().state()
                            + "; only one that has ended can be removed: cancel it first");
        }
        if (refused != null) {
            deletable.done().complete(refused);
            if (entry.uid.isEmpty() && entry.actor == null) {
                forgetOrFetch(entry);
            }
            return this;
        }
        entry.uid = deletable.stored().orElseThrow().study().uid();
        entry.deleting = deletable.done();
        if (entry.actor != null) {
            close(entry);
        } else if (!entry.closing) {
            remove(entry);
        }
        return this;
    }

    private void close(Entry entry) {
        ActorRef<StudyActor.Command> actor = entry.actor;
        if (actor != null) {
            entry.closing = true;
            entry.actor = null;
            actor.tell(StudyActor.Close.INSTANCE);
        }
    }

    private void remove(Entry entry) {
        getContext().pipeToSelf(leadership.remove(entry.uid), (done, failure) -> new Removed(entry, failure));
    }

    private Behavior<Command> onRemoved(Removed removed) {
        Entry entry = removed.entry();
        CompletableFuture<Answer<String>> done = entry.deleting;
        entry.deleting = null;
        if (done != null) {
            done.complete(
                    removed.failure() == null
                            ? new Answer.Ok<>(entry.name)
                            : Answer.Refused.of(
                                    Answer.Code.UNAVAILABLE, "it was not removed as a whole: " + removed.failure()));
        }
        forgetOrFetch(entry);
        return this;
    }

    private void forgetOrFetch(Entry entry) {
        byUid.remove(entry.uid, entry);
        if (entry.pending.isEmpty()) {
            byName.remove(entry.name, entry);
        } else {
            fetch(entry);
        }
    }

    private Behavior<Command> onGone(Gone gone) {
        Entry entry = gone.entry();
        entry.actor = null;
        if (!entry.closing) {
            comeBackLater(entry);
        } else {
            entry.closing = false;
            if (entry.deleting != null) {
                remove(entry);
            } else {
                forgetOrFetch(entry);
            }
        }
        return this;
    }

    /** A study whose actor failed is made again from its rows, after a pause that grows while it fails again and again. */
    private void comeBackLater(Entry entry) {
        long now = parts.clock().millis();
        entry.failures = now - entry.failedMillis > FORGIVEN_AFTER.toMillis() ? 0 : entry.failures + 1;
        entry.failedMillis = now;
        Duration pause = BACK_OFF_FIRST.multipliedBy(1L << Math.min(entry.failures, BACK_OFF_DOUBLINGS_MAX));
        getContext().getLog().warn("study {} is made again from its rows in {} ms", entry.name, pause.toMillis());
        timers.startSingleTimer(entry, new Reload(entry), pause);
    }

    private Behavior<Command> onReload(Reload reload) {
        if (reload.entry().actor == null) {
            fetch(reload.entry());
        }
        return this;
    }

    private Behavior<Command> onReady(Ready ready) {
        Entry entry = byUid.get(ready.uid());
        if (entry != null) {
            entry.fresh = false;
        }
        recovering.remove(ready.uid());
        recoveredWhenAllAre();
        return this;
    }

    private Behavior<Command> onIdle(Idle idle) {
        Entry entry = byUid.get(idle.uid());
        if (entry != null) {
            close(entry);
        }
        return this;
    }

    private Behavior<Command> onClose(Close close) {
        closed = close.done();
        return Behaviors.stopped();
    }
}
