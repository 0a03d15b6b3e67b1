package org.attune.tuner.control;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.GangEvent;
import org.attune.runner.worker.AttemptId;
import org.attune.tuner.spec.StudySpec;
import org.attune.tuner.store.StoredStudy;
import org.attune.tuner.study.StudyEngine;
import org.attune.tuner.study.StudyEvent;
import org.attune.tuner.study.StudyReply;
import org.attune.tuner.study.StudyState;
import org.jspecify.annotations.Nullable;

/**
 * Owns all studies under one leadership: raises the epoch, starts the runner, makes a {@link StudyActor} of the rows of
 * each open study, and makes it again when it fails. A study that has ended is made from its rows when somebody asks
 * for it, and forgotten again. It computes nothing and waits for nothing.
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
    record Use(BiConsumer<ControlParts, Epoch> work) implements Command {}

    private record Created(Create create, NewStudies.Stored stored) implements Command {}

    private record Fetched(
            StudyEntry entry,
            Optional<StoredStudy> stored,
            @Nullable Throwable failure) implements Command {}

    private record Deletable(
            StudyEntry entry,
            CompletableFuture<Answer<String>> done,
            Optional<StoredStudy> stored,
            @Nullable Throwable failure)
            implements Command {}

    private record Removed(StudyEntry entry, @Nullable Throwable failure) implements Command {}

    record Led(@Nullable Leadership leadership, @Nullable Throwable failure) implements Command {}

    private record Reload(StudyEntry entry) implements Command {}

    private record Gone(StudyEntry entry) implements Command {}

    /** A study's attempts were all handed to the runner. */
    record Ready(String uid) implements Command {}

    /** A study's actor cannot go on: it is to be closed, and made again from rows. */
    record Failed(String uid) implements Command {}

    /** A study's spec changed: it is to be made again from rows at once. @param asks what still waits for an answer */
    record Renew(String uid, List<StudyActor.Asked> asks) implements Command {}

    /** A study has ended and nobody asked anything for a while. */
    record Idle(String uid) implements Command {}

    private enum RecoveryLate implements Command {
        INSTANCE
    }

    private final Leadership leadership;
    private final ControlParts parts;
    private final Epoch epoch;
    private final TimerScheduler<Command> timers;
    private final Map<String, StudyEntry> byName = new HashMap<>();
    private final Map<String, StudyEntry> byUid = new HashMap<>();
    private final Set<String> recovering = new HashSet<>();
    private @Nullable CompletableFuture<Void> closed;

    private ControlPlane(ActorContext<Command> context, TimerScheduler<Command> timers, Leadership leadership) {
        super(context);
        this.timers = timers;
        this.leadership = leadership;
        this.parts = leadership.parts();
        this.epoch = leadership.epoch();
    }

    /** Takes the lead, then works; what comes before that waits. */
    static Behavior<Command> create(Leadership.Source source) {
        return ControlStart.create(source);
    }

    /** Works under a leadership: every open study comes back first. */
    static Behavior<Command> led(Leadership leadership) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            ControlPlane plane = new ControlPlane(context, timers, leadership);
            plane.recover();
            return plane;
        }));
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
                .onMessage(Use.class, use -> {
                    use.work().accept(parts, epoch);
                    return this;
                })
                .onMessage(Fetched.class, this::onFetched)
                .onMessage(Reload.class, this::onReload)
                .onMessage(Gone.class, this::onGone)
                .onMessage(Ready.class, this::onReady)
                .onMessage(Failed.class, this::onFailed)
                .onMessage(Renew.class, this::onRenew)
                .onMessage(Idle.class, this::onIdle)
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
            StudyEntry entry = entry(stored.study().name());
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
            leadership.recovered(leadership.live());
        }
    }

    private Behavior<Command> onRecoveryLate() {
        getContext().getLog().warn("studies {} did not come back in time; the others go on", recovering);
        recovering.clear();
        leadership.recovered(leadership.live());
        return this;
    }

    private StudyEntry entry(String name) {
        return byName.computeIfAbsent(name, StudyEntry::new);
    }

    /** Makes the actor of a study; false when its rows make no sense, which hurts nobody else. */
    private boolean revive(StudyEntry entry, StoredStudy stored) {
        entry.uid = stored.study().uid();
        StudyEngine engine;
        Blueprint blueprint;
        try {
            blueprint = Blueprint.of(stored.study());
            engine = StudyEngine.restore(
                    stored.study(),
                    stored.trials(),
                    stored.observations(),
                    stored.endOrder(),
                    stored.answers(),
                    blueprint.parts());
        } catch (RuntimeException e) {
            getContext().getLog().error("study {} cannot be made of its rows", entry.name, e);
            entry.refuseAll(new StudyUnavailable("study " + entry.name + " cannot be made of its rows: " + e));
            forget(entry);
            return false;
        }
        ActorRef<StudyActor.Command> actor = getContext()
                .spawnAnonymous(StudyActor.create(
                        parts, epoch, entry.uid, blueprint, engine, getContext().getSelf()));
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

    private void forget(StudyEntry entry) {
        byName.remove(entry.name, entry);
        byUid.remove(entry.uid, entry);
    }

    private Behavior<Command> onHeard(Heard heard) {
        StudyEntry entry = byUid.get(heard.attempt().studyUid());
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
        StudyEntry known = byName.get(forward.study());
        if (known != null && known.actor != null) {
            known.actor.tell(forward.asked());
            return this;
        }
        StudyEntry entry = entry(forward.study());
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

    private void fetch(StudyEntry entry) {
        getContext()
                .pipeToSelf(
                        leadership.load(entry.name),
                        (stored, failure) -> new Fetched(entry, failure == null ? stored : Optional.empty(), failure));
    }

    private Behavior<Command> onFetched(Fetched fetched) {
        StudyEntry entry = fetched.entry();
        if (fetched.failure() != null) {
            if (!entry.uid.isEmpty()) {
                comeBackLater(entry);
                return this;
            }
            entry.refuseAll(new StudyUnavailable("the store cannot be read: " + fetched.failure()));
            forget(entry);
        } else if (fetched.stored().isEmpty()) {
            StudyReply none = new StudyReply.Denied(
                    StudyReply.Denial.NOT_FOUND, "there is no study " + entry.name + "; attune study list shows all");
            entry.answerAll(none);
            forget(entry);
        } else {
            revive(entry, fetched.stored().get());
        }
        return this;
    }

    private Behavior<Command> onCreate(Create create) {
        getContext()
                .pipeToSelf(
                        NewStudies.store(leadership, create.request(), create.spec()),
                        (stored, failure) ->
                                new Created(create, failure == null ? stored : NewStudies.Stored.failed(failure)));
        return this;
    }

    private Behavior<Command> onCreated(Created created) {
        NewStudies.Stored stored = created.stored();
        StoredStudy rows = stored.rows();
        if (rows != null) {
            revive(entry(rows.study().name()), rows);
        }
        created.create().done().complete(stored.answer());
        return this;
    }

    private Behavior<Command> onDelete(Delete delete) {
        StudyEntry known = byName.get(delete.study());
        if (known != null && known.deleting != null) {
            delete.done().complete(Answer.Refused.of(Answer.Code.WRONG_STATE, "it is being removed already"));
            return this;
        }
        StudyEntry entry = entry(delete.study());
        getContext()
                .pipeToSelf(
                        leadership.load(delete.study()),
                        (stored, failure) -> new Deletable(
                                entry, delete.done(), failure == null ? stored : Optional.empty(), failure));
        return this;
    }

    private Behavior<Command> onDeletable(Deletable deletable) {
        StudyEntry entry = deletable.entry();
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

    private void close(StudyEntry entry) {
        ActorRef<StudyActor.Command> actor = entry.actor;
        if (actor != null) {
            entry.closing = true;
            entry.actor = null;
            actor.tell(StudyActor.Close.INSTANCE);
        }
    }

    private void remove(StudyEntry entry) {
        getContext().pipeToSelf(leadership.remove(entry.uid), (done, failure) -> new Removed(entry, failure));
    }

    private Behavior<Command> onRemoved(Removed removed) {
        StudyEntry entry = removed.entry();
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

    private void forgetOrFetch(StudyEntry entry) {
        byUid.remove(entry.uid, entry);
        if (entry.pending.isEmpty()) {
            byName.remove(entry.name, entry);
        } else {
            fetch(entry);
        }
    }

    private Behavior<Command> onGone(Gone gone) {
        StudyEntry entry = gone.entry();
        boolean wanted = entry.failed || !entry.closing;
        boolean renewing = entry.renewing && !entry.failed && entry.deleting == null;
        entry.renewing = false;
        entry.actor = null;
        entry.closing = false;
        entry.failed = false;
        if (renewing) {
            fetch(entry);
        } else if (wanted && entry.deleting == null) {
            comeBackLater(entry);
        } else {
            if (entry.deleting != null) {
                remove(entry);
            } else {
                forgetOrFetch(entry);
            }
        }
        return this;
    }

    /** A study whose actor failed is made again from its rows, after a pause that grows with each failure. */
    private void comeBackLater(StudyEntry entry) {
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
        StudyEntry entry = byUid.get(ready.uid());
        if (entry != null) {
            entry.fresh = false;
        }
        recovering.remove(ready.uid());
        recoveredWhenAllAre();
        return this;
    }

    private Behavior<Command> onFailed(Failed failed) {
        StudyEntry entry = byUid.get(failed.uid());
        if (entry != null) {
            entry.failed = true;
            close(entry);
        }
        return this;
    }

    private Behavior<Command> onRenew(Renew renew) {
        StudyEntry entry = byUid.get(renew.uid());
        if (entry == null) {
            StudyUnavailable gone = new StudyUnavailable("the study is gone");
            renew.asks().forEach(asked -> asked.reply().completeExceptionally(gone));
            return this;
        }
        entry.pending.addAll(renew.asks());
        entry.renewing = true;
        close(entry);
        return this;
    }

    private Behavior<Command> onIdle(Idle idle) {
        StudyEntry entry = byUid.get(idle.uid());
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
