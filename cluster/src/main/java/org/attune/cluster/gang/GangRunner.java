package org.attune.cluster.gang;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.attune.runner.worker.AttemptId;

/** Runs gangs at one place: on Attune's own nodes, or through a scheduler that a site already has. */
public interface GangRunner extends AutoCloseable {

    /** Short name of the place ({@code own}); stored with every attempt. */
    String name();

    /**
     * Why this gang can never run here, all reasons at once; empty when it may be submitted. Needs an answer from the place,
     * so it is a stage; it completes within its own deadline of some seconds.
     */
    CompletionStage<List<Refusal>> check(GangRequest gang);

    /**
     * Hands over a gang. Idempotent under the attempt: the same again is the same gang. Completes when the place has it, not
     * when it runs.
     *
     * @param claimed what the store knows of an earlier claim of this very attempt, after a restart: then nothing new is
     *     started, the running gang is looked for and adopted, or found to be lost
     */
    CompletionStage<Void> submit(GangRequest gang, Epoch epoch, Optional<ClaimedGang> claimed);

    /**
     * TERM to every rank, KILL after the grace; a waiting gang leaves the queue. Idempotent; an unknown gang has ended. The
     * end itself comes as {@link GangEvent.Ended}.
     */
    CompletionStage<Void> stop(AttemptId attempt, Epoch epoch, String why, Duration grace);

    /** What the place has and holds. */
    CompletionStage<Capacity> capacity();

    /**
     * Says which nodes take nothing new, by name; replaces what was said before. A place that knows no nodes of its own
     * ignores it.
     */
    default CompletionStage<Void> drain(Map<String, NodeDrain> nodes) {
        return CompletableFuture.completedFuture(null);
    }

    /**
     * Deletes checkpoints of trials that have ended. A place that keeps none ignores it.
     *
     * @param study the study's uid
     * @param drop trials of which nothing is kept
     * @param thin trials of which the newest entry is kept
     */
    default void tidy(String study, List<Integer> drop, List<Integer> thin) {}

    /** Who hears the events; set once, before the first submit. */
    void watch(GangListener listener);

    /** Stops watching; every gang goes on. */
    @Override
    void close();
}
