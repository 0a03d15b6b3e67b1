package org.attune.cluster.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.attune.cluster.gang.GangEvent;
import org.attune.cluster.gang.GangListener;
import org.attune.cluster.gang.GangOutcome;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.MetricPoint;

/** Stores what it hears as the store would: repeats change nothing, gaps are an error. Safe for any number of threads. */
public final class RecordingListener implements GangListener {

    /** A batch that was stored. */
    public record Batch(AttemptId attempt, int rank, long position, List<MetricPoint> points, long nanos) {}

    private final List<GangEvent> events = new ArrayList<>();
    private final List<Batch> batches = new ArrayList<>();
    private int failures;

    /** The next so many calls fail. */
    public synchronized void failNext(int calls) {
        failures = calls;
    }

    @Override
    public synchronized CompletionStage<Void> onEvent(GangEvent event) {
        if (failures > 0) {
            failures--;
            return CompletableFuture.failedStage(new IllegalStateException("the store is away"));
        }
        events.add(event);
        notifyAll();
        return CompletableFuture.completedStage(null);
    }

    @Override
    public synchronized CompletionStage<Void> onPoints(
            AttemptId attempt, int rank, long position, List<MetricPoint> points) {
        if (failures > 0) {
            failures--;
            return CompletableFuture.failedStage(new IllegalStateException("the store is away"));
        }
        long stored = batches.stream()
                .filter(b -> b.attempt().equals(attempt) && b.rank() == rank)
                .count();
        if (position > stored + 1) {
            throw new AssertionError("a gap: position " + position + " after " + stored);
        }
        if (position == stored + 1) {
            batches.add(new Batch(attempt, rank, position, points, System.nanoTime()));
        }
        notifyAll();
        return CompletableFuture.completedStage(null);
    }

    /** Every event so far. */
    public synchronized List<GangEvent> events() {
        return List.copyOf(events);
    }

    /** The events of one attempt so far. */
    public synchronized List<GangEvent> events(AttemptId attempt) {
        return events.stream().filter(e -> e.attempt().equals(attempt)).toList();
    }

    /** The points of one rank so far. */
    public synchronized List<MetricPoint> points(AttemptId attempt, int rank) {
        return batches.stream()
                .filter(b -> b.attempt().equals(attempt) && b.rank() == rank)
                .flatMap(b -> b.points().stream())
                .toList();
    }

    /** Every batch so far. */
    public synchronized List<Batch> batches() {
        return List.copyOf(batches);
    }

    /** Waits until it has heard enough, at most 20 s. */
    public synchronized void await(String what, Predicate<RecordingListener> enough) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!enough.test(this)) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("not within 20 s: " + what + "; heard: " + events + " " + batches);
            }
            try {
                wait(Math.min(left, 50));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Waits for the end of an attempt. */
    public GangOutcome awaitEnd(AttemptId attempt) {
        await("the end of " + attempt, l -> l.events(attempt).stream().anyMatch(GangEvent.Ended.class::isInstance));
        return events(attempt).stream()
                .filter(GangEvent.Ended.class::isInstance)
                .map(e -> ((GangEvent.Ended) e).outcome())
                .findFirst()
                .orElseThrow();
    }

    /** Waits for an event of a kind. */
    public void awaitEvent(AttemptId attempt, Class<? extends GangEvent> kind) {
        await(
                kind.getSimpleName() + " of " + attempt,
                l -> l.events(attempt).stream().anyMatch(kind::isInstance));
    }
}
