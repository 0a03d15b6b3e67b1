package org.attune.tuner.control;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.attune.tuner.store.StudyStore;

/**
 * A control plane that runs in this process. There is one for a store: H2 lets only one process have it, and the epoch
 * refuses the writes of any other. So it is a plain actor and no cluster singleton.
 */
public final class Control implements AutoCloseable {

    private static final int QUEUE_MAX = 1_000;
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);
    private static final long LOOK_MILLIS = 20;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final ActorRef<ControlPlane.Command> plane;
    private final List<ThreadPoolExecutor> pools;
    private final Studies studies;
    private final CompletableFuture<Void> ready;

    private Control(
            ActorRef<ControlPlane.Command> plane,
            List<ThreadPoolExecutor> pools,
            Studies studies,
            CompletableFuture<Void> ready) {
        this.plane = plane;
        this.pools = pools;
        this.studies = studies;
        this.ready = ready;
    }

    /**
     * Starts a control plane: it raises the epoch, starts the runner, and brings the open studies back.
     *
     * @param store stays open; close it after this
     */
    public static Control start(
            ActorSystem<?> system, StudyStore store, RunnerStart runners, ControlSettings settings) {
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        AtomicInteger thread = new AtomicInteger();
        ThreadPoolExecutor compute = pool(threads, work -> thread(work, "attune-compute-" + thread.incrementAndGet()));
        // one thread: thinking ahead never takes more than one core from what is waited for
        ThreadPoolExecutor preparing = pool(1, work -> thread(work, "attune-prepare"));
        ProposalTimes proposing = new ProposalTimes();
        CompletableFuture<Void> ready = new CompletableFuture<>();
        Leadership.Source source = new Leadership.Source(
                store,
                runners,
                settings,
                compute,
                preparing,
                proposing,
                system.dispatchers().lookup(DispatcherSelector.blocking()),
                ready);
        ActorRef<ControlPlane.Command> plane = system.systemActorOf(
                Behaviors.supervise(ControlPlane.create(source))
                        .onFailure(SupervisorStrategy.restartWithBackoff(
                                Duration.ofMillis(200), Duration.ofSeconds(10), 0.2)),
                "control-plane-" + NUMBER.incrementAndGet(),
                Props.empty());
        Studies studies = new StudyDoor(plane, compute, proposing, system.executionContext());
        return new Control(plane, List.of(compute, preparing), studies, ready);
    }

    private static ThreadPoolExecutor pool(int threads, ThreadFactory factory) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE_MAX), factory);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static Thread thread(Runnable work, String name) {
        Thread made = new Thread(work, name);
        made.setDaemon(true);
        return made;
    }

    /** Its actor, for tests that stand in for a runner. */
    ActorRef<ControlPlane.Command> plane() {
        return plane;
    }

    /** The door for all that can be done with studies. */
    public Studies studies() {
        return studies;
    }

    /** Completes when every open study has come back from its rows, and the runner knows it. */
    public CompletionStage<Void> ready() {
        return ready.copy();
    }

    /**
     * Ends every gang, so that nothing of an embedded run is left when it ends. Their attempts count as taken away: they are
     * replaced, uncharged, when their study goes on. Waits until they are gone and recorded.
     *
     * @param grace from TERM to KILL
     * @param patience how long to wait; what is left then ends with its lease
     */
    public void takeGangsBack(String why, Duration grace, Duration patience) {
        plane.tell(new ControlPlane.Use((parts, epoch) -> parts.runner()
                .capacity()
                .thenAccept(capacity ->
                        capacity.gangs().forEach(gang -> parts.runner().stop(gang.attempt(), epoch, why, grace)))));
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (System.nanoTime() < deadline
                    && !studies.capacity()
                            .toCompletableFuture()
                            .get(CLOSE_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                            .gangs()
                            .isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // the scheduler does not answer any more; leases end what is left
        }
    }

    /** Ends the control plane; what runs on nodes goes on. Waits for it, up to 5 s. */
    @Override
    public void close() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        plane.tell(new ControlPlane.Close(done));
        try {
            done.orTimeout(CLOSE_DEADLINE.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
            // it did not answer in time: the store refuses what it may still send
        } finally {
            pools.forEach(ExecutorService::shutdownNow);
        }
    }
}
