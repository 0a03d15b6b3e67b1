package org.attune.cluster.schedule;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.attune.cluster.gang.Capacity;
import org.attune.cluster.gang.ClaimedGang;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.GangListener;
import org.attune.cluster.gang.GangRequest;
import org.attune.cluster.gang.GangRunner;
import org.attune.cluster.gang.LeaseSettings;
import org.attune.cluster.gang.NodeDrain;
import org.attune.cluster.gang.Refusal;
import org.attune.cluster.wire.SchedulerCommand;
import org.attune.runner.worker.AttemptId;

/** Runs gangs on Attune's own nodes: a thin face of {@link Scheduler}. Safe for any number of threads. */
public final class OwnGangs implements GangRunner {

    private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(5);

    private final ActorRef<SchedulerCommand> scheduler;
    private final AtomicBoolean watched = new AtomicBoolean();

    /** A face of a scheduler that runs in this process. */
    public OwnGangs(ActorRef<SchedulerCommand> scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Starts the scheduler of a leadership in this process. Agents hear of it by the receptionist. It places nothing
     * before {@link #recovered} was called.
     */
    public static OwnGangs start(ActorSystem<?> system, Epoch epoch, LeaseSettings lease, AttemptLedger ledger) {
        return new OwnGangs(system.systemActorOf(
                Scheduler.create(epoch, lease, ledger, Ticker.SYSTEM, InstantSource.system()),
                "scheduler-" + epoch.value(),
                Props.empty()));
    }

    @Override
    public String name() {
        return "own";
    }

    @Override
    public CompletionStage<List<Refusal>> check(GangRequest gang) {
        CompletableFuture<List<Refusal>> done = new CompletableFuture<>();
        scheduler.tell(new Scheduler.Check(gang, done));
        return deadline(done);
    }

    @Override
    public CompletionStage<Void> submit(GangRequest gang, Epoch epoch, Optional<ClaimedGang> claimed) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        scheduler.tell(new Scheduler.Submit(gang, epoch, claimed, done));
        return deadline(done);
    }

    /**
     * Says, once after the start of a leadership, that every open attempt of the store was submitted. Only then is
     * anything placed, and only then are workers ended that agents hold and nobody submitted.
     *
     * @param live attempts that are open in the store; their workers are left alone even when they were not submitted
     */
    public CompletionStage<Void> recovered(Set<AttemptId> live) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        scheduler.tell(new Scheduler.Recovered(live, done));
        return deadline(done);
    }

    @Override
    public CompletionStage<Void> stop(AttemptId attempt, Epoch epoch, String why, Duration grace) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        scheduler.tell(new Scheduler.StopGang(attempt, epoch, why, grace, done));
        return deadline(done);
    }

    @Override
    public CompletionStage<Capacity> capacity() {
        CompletableFuture<Capacity> done = new CompletableFuture<>();
        scheduler.tell(new Scheduler.AskCapacity(done));
        return deadline(done);
    }

    @Override
    public CompletionStage<Void> drain(Map<String, NodeDrain> nodes) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        scheduler.tell(new Scheduler.Drain(Map.copyOf(nodes), done));
        return deadline(done);
    }

    @Override
    public void tidy(String study, List<Integer> drop, List<Integer> thin) {
        scheduler.tell(new Scheduler.Tidy(study, drop, thin));
    }

    @Override
    public void watch(GangListener listener) {
        if (!watched.compareAndSet(false, true)) {
            throw new IllegalStateException("the listener is set once");
        }
        scheduler.tell(new Scheduler.Watch(listener));
    }

    /** Ends the scheduler; every gang goes on under its lease until the next one adopts it. */
    @Override
    public void close() {
        scheduler.tell(Scheduler.Close.INSTANCE);
    }

    private static <T> CompletableFuture<T> deadline(CompletableFuture<T> done) {
        return done.orTimeout(ANSWER_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
