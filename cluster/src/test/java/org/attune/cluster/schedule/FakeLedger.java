package org.attune.cluster.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.attune.cluster.gang.ClaimedGang;
import org.attune.cluster.gang.Epoch;
import org.attune.runner.worker.AttemptId;

/**
 * A ledger in memory that does the same compare-and-set as the store. An attempt that it has never seen is QUEUED. Tests
 * may delay or break its answers. Safe for any number of threads.
 */
public final class FakeLedger implements AttemptLedger {

    /** What it was asked, in order. */
    public final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();

    private final Map<AttemptId, String> states = new ConcurrentHashMap<>();
    private final Map<AttemptId, ClaimedGang> claims = new ConcurrentHashMap<>();
    private volatile UnaryOperator<CompletionStage<Boolean>> answers = answer -> answer;

    /** Changes every later answer. */
    public void answering(UnaryOperator<CompletionStage<Boolean>> change) {
        answers = change;
    }

    /** Sets an attempt's state, as another writer would. */
    public void set(AttemptId attempt, String state) {
        states.put(attempt, state);
    }

    /** The state of an attempt. */
    public String state(AttemptId attempt) {
        return states.getOrDefault(attempt, "QUEUED");
    }

    /** The claims of an attempt that were made durable; more than one is a violation. */
    public List<ClaimedGang> claims(AttemptId attempt) {
        ClaimedGang claim = claims.get(attempt);
        return claim == null ? List.of() : new ArrayList<>(List.of(claim));
    }

    @Override
    public CompletionStage<Boolean> preparing(AttemptId attempt, Epoch epoch) {
        asked.add("preparing " + attempt);
        return answers.apply(move(attempt, "QUEUED", "PREPARING"));
    }

    @Override
    public CompletionStage<Boolean> claimed(AttemptId attempt, ClaimedGang gang) {
        asked.add("claimed " + attempt);
        CompletionStage<Boolean> moved = move(attempt, "PREPARING", "CLAIMED");
        claims.put(attempt, gang);
        return answers.apply(moved);
    }

    @Override
    public CompletionStage<Boolean> requeued(AttemptId attempt, Epoch epoch) {
        asked.add("requeued " + attempt);
        return answers.apply(move(attempt, "PREPARING", "QUEUED"));
    }

    private CompletionStage<Boolean> move(AttemptId attempt, String from, String to) {
        boolean[] moved = {false};
        states.compute(attempt, (a, before) -> {
            moved[0] = (before == null ? "QUEUED" : before).equals(from);
            return moved[0] ? to : before;
        });
        return CompletableFuture.completedStage(moved[0]);
    }
}
