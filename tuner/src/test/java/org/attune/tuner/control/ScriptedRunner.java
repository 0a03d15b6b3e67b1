package org.attune.tuner.control;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.attune.cluster.gang.Capacity;
import org.attune.cluster.gang.ClaimedGang;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.GangEvent;
import org.attune.cluster.gang.GangListener;
import org.attune.cluster.gang.GangOutcome;
import org.attune.cluster.gang.GangRequest;
import org.attune.cluster.gang.GangRunner;
import org.attune.cluster.gang.RankPlace;
import org.attune.cluster.gang.Refusal;
import org.attune.cluster.schedule.AttemptLedger;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.MetricPoint;
import org.jspecify.annotations.Nullable;

/**
 * A runner without processes: it claims through the ledger as the real one does, then tells what the script of the
 * attempt says, each thing again until it is stored. What it holds outlives it, as workers outlive a controller.
 */
public final class ScriptedRunner implements GangRunner {

    /** What an attempt prints and how it ends; null outcome: it runs until it is stopped. */
    public record Script(List<MetricPoint> points, @Nullable GangOutcome outcome) {}

    /** What runs, whoever watches. */
    public static final class World {
        final Set<AttemptId> running = ConcurrentHashMap.newKeySet();
        final Map<AttemptId, Integer> starts = new ConcurrentHashMap<>();
        final Queue<String> log = new ConcurrentLinkedQueue<>();
        final AtomicInteger failSubmits = new AtomicInteger();
    }

    private final World world;
    private final Epoch epoch;
    private final AttemptLedger ledger;
    private final Function<AttemptId, Script> scripts;
    private final List<Refusal> refusals;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread made = new Thread(work, "scripted-runner");
        made.setDaemon(true);
        return made;
    });
    private final Set<AttemptId> known = new HashSet<>();
    private final Set<AttemptId> stopping = new HashSet<>();
    private @Nullable GangListener listener;
    private volatile boolean closed;

    public ScriptedRunner(
            World world,
            Epoch epoch,
            AttemptLedger ledger,
            Function<AttemptId, Script> scripts,
            List<Refusal> refusals) {
        this.world = world;
        this.epoch = epoch;
        this.ledger = ledger;
        this.scripts = scripts;
        this.refusals = refusals;
    }

    @Override
    public String name() {
        return "own";
    }

    @Override
    public CompletionStage<List<Refusal>> check(GangRequest gang) {
        return CompletableFuture.completedFuture(refusals);
    }

    @Override
    public CompletionStage<Void> submit(GangRequest gang, Epoch under, Optional<ClaimedGang> claimed) {
        if (world.failSubmits.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            return CompletableFuture.failedFuture(new IllegalStateException("no answer"));
        }
        return CompletableFuture.runAsync(() -> take(gang, claimed), thread);
    }

    private void take(GangRequest gang, Optional<ClaimedGang> claimed) {
        AttemptId id = gang.attempt();
        if (!known.add(id)) {
            return;
        }
        if (claimed.isPresent()) {
            boolean alive = world.running.contains(id);
            world.log.add((alive ? "adopted " : "lost ") + id);
            if (!alive) {
                tellEnd(
                        id,
                        new GangOutcome(
                                0, ExitOutcome.of(FailureKind.LOST, "nobody saw it end"), false, "", List.of()));
            } else {
                started(id);
            }
            return;
        }
        ledger.preparing(id, epoch)
                .thenCompose(ok -> ok
                        ? ledger.claimed(id, new ClaimedGang(epoch, places()))
                        : CompletableFuture.completedFuture(false))
                .thenAcceptAsync(
                        ok -> {
                            if (stopping.contains(id) || closed) {
                                return;
                            }
                            if (ok) {
                                world.running.add(id);
                                world.starts.merge(id, 1, Integer::sum);
                                world.log.add("started " + id);
                                started(id);
                            } else {
                                known.remove(id);
                            }
                        },
                        thread);
    }

    private static List<RankPlace> places() {
        return List.of(new RankPlace(0, "node", 1, List.of()));
    }

    private void started(AttemptId id) {
        Script script = scripts.apply(id);
        Queue<Telling> tellings = new ArrayDeque<>();
        tellings.add(() -> listener().onEvent(new GangEvent.Started(id, places())));
        if (!script.points().isEmpty()) {
            tellings.add(() -> listener().onPoints(id, 0, 1, script.points()));
        }
        GangOutcome outcome = script.outcome();
        if (outcome != null) {
            tellings.add(() -> end(id, outcome));
        }
        next(tellings);
    }

    private CompletionStage<Void> end(AttemptId id, GangOutcome outcome) {
        world.running.remove(id);
        return listener().onEvent(new GangEvent.Ended(id, outcome));
    }

    private void tellEnd(AttemptId id, GangOutcome outcome) {
        next(new ArrayDeque<>(List.of((Telling) () -> end(id, outcome))));
    }

    /** Told again until it is stored; twice even when it is, since that must not hurt. */
    private void next(Queue<Telling> tellings) {
        Telling first = tellings.peek();
        if (first == null || closed) {
            return;
        }
        first.tell()
                .thenCompose(done -> first.tell())
                .whenCompleteAsync(
                        (done, failure) -> {
                            if (failure == null) {
                                tellings.remove();
                            }
                            next(tellings);
                        },
                        thread);
    }

    private GangListener listener() {
        GangListener known = listener;
        if (known == null) {
            throw new IllegalStateException("nobody listens");
        }
        return known;
    }

    @Override
    public CompletionStage<Void> stop(AttemptId attempt, Epoch under, String why, Duration grace) {
        return CompletableFuture.runAsync(
                () -> {
                    world.log.add("stopped " + attempt + " " + why);
                    boolean waiting = known.contains(attempt) && !world.starts.containsKey(attempt);
                    if (stopping.add(attempt) && (waiting || world.running.contains(attempt))) {
                        tellEnd(
                                attempt,
                                new GangOutcome(
                                        0, ExitOutcome.of(FailureKind.KILLED, "ended by TERM"), true, "", List.of()));
                    }
                },
                thread);
    }

    @Override
    public CompletionStage<Capacity> capacity() {
        return CompletableFuture.completedFuture(new Capacity(List.of(), List.of()));
    }

    @Override
    public void watch(GangListener ears) {
        listener = ears;
    }

    @Override
    public void close() {
        closed = true;
        thread.shutdown();
    }

    @FunctionalInterface
    private interface Telling {
        CompletionStage<Void> tell();
    }
}
