package org.attune.tuner.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.attune.tuner.store.Cursor;
import org.attune.tuner.store.StudyQueries;
import org.attune.tuner.store.view.ChangesView;
import org.attune.tuner.store.view.SummaryView;
import org.attune.tuner.store.view.TrialView;
import org.jspecify.annotations.Nullable;

/**
 * Long polls for the changes of one study. While anybody waits, one look at the newest commit every 50 ms serves
 * them all;
 * nothing is read while nobody does.
 */
final class StudyWatch {

    private static final long TICK_MILLIS = 50;
    private static final int MAX_WATCHERS = 500;
    private static final int MAX_TRIALS = 200;

    private final StudyQueries queries;
    private final Pools pools;
    private final Set<Watcher> watchers = new LinkedHashSet<>();
    private @Nullable ScheduledFuture<?> ticking;
    private boolean looking;
    private boolean closed;

    private static final class Watcher {
        final String study;
        final CompletableFuture<Reply> reply = new CompletableFuture<>();
        int ticksLeft;
        Cursor after;

        Watcher(String study, int ticksLeft, Cursor after) {
            this.study = study;
            this.ticksLeft = ticksLeft;
            this.after = after;
        }
    }

    StudyWatch(StudyQueries queries, Pools pools) {
        this.queries = queries;
        this.pools = pools;
    }

    /** Answers at once without a cursor, else when there is something behind it, or the wait is over. */
    CompletionStage<Reply> watch(String study, @Nullable String after, int waitSeconds) {
        Optional<Cursor> cursor = after == null ? Optional.empty() : Cursor.parse(after);
        if (after != null && cursor.isEmpty()) {
            throw Call.badQuery("after", after, "the cursor of an earlier answer");
        }
        return pools.read(() -> first(study, cursor)).thenCompose(reply -> {
            if (reply.isPresent() || waitSeconds == 0) {
                return reply.isPresent()
                        ? CompletableFuture.completedFuture(reply.get())
                        : pools.read(() -> nothingNew(study, cursor.orElseThrow()));
            }
            Watcher watcher = new Watcher(study, (int) (waitSeconds * 1_000L / TICK_MILLIS), cursor.orElseThrow());
            add(watcher);
            return watcher.reply;
        });
    }

    private Optional<Reply> first(String study, Optional<Cursor> after) {
        Cursor newest = queries.cursor();
        if (after.isEmpty()) {
            return Optional.of(answer(study, newest, List.of(), false));
        }
        if (!after.get().generation().equals(newest.generation()) || after.get().seq() > newest.seq()) {
            throw new RequestProblem(
                    ProblemCode.CURSOR_EXPIRED, "the cursor is of another store: ask once without it, then go on");
        }
        summary(study);
        return changed(study, after.get(), newest);
    }

    private Optional<Reply> changed(String study, Cursor after, Cursor newest) {
        if (after.seq() >= newest.seq()) {
            return Optional.empty();
        }
        ChangesView changes = queries.changesSince(after.seq());
        List<Integer> numbers = new ArrayList<>();
        changes.trials().stream().filter(t -> t.studyId().equals(study)).forEach(t -> numbers.add(t.number()));
        Cursor until = Cursor.parse(changes.cursor()).orElse(newest);
        if (numbers.isEmpty() && !changes.studies().contains(study) && !changes.more()) {
            return Optional.empty();
        }
        return Optional.of(answer(study, until, numbers, changes.more()));
    }

    private Reply nothingNew(String study, Cursor after) {
        return answer(study, after, List.of(), false);
    }

    private SummaryView summary(String study) {
        return queries.summary(study)
                .orElseThrow(() -> new RequestProblem(ProblemCode.NOT_FOUND, "there is no study " + study));
    }

    private Reply answer(String study, Cursor cursor, List<Integer> numbers, boolean more) {
        // beyond this many a client reads the list instead; the newest are what progress shows
        List<Integer> shown = numbers.subList(Math.max(0, numbers.size() - MAX_TRIALS), numbers.size());
        ArrayNode trials = Json.object().arrayNode();
        for (int number : shown) {
            Optional<TrialView> trial = queries.trial(study, number);
            trial.ifPresent(view -> trials.add(Json.tree(view)));
        }
        ObjectNode body = Json.object();
        body.put("cursor", cursor.toString());
        body.put("more", more);
        // read behind the trials, so that it counts every end that they tell of
        body.set("summary", Json.tree(summary(study)));
        body.set("trials", trials);
        body.put("omitted", numbers.size() - shown.size());
        return Reply.json(body);
    }

    private synchronized void add(Watcher watcher) {
        if (closed || watchers.size() >= MAX_WATCHERS) {
            watcher.reply.completeExceptionally(new RequestProblem(Problem.unavailable(
                    closed ? "the server is ending" : "more than " + MAX_WATCHERS + " wait for changes")));
            return;
        }
        watchers.add(watcher);
        if (ticking == null) {
            ticking =
                    pools.ticker().scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void tick() {
        for (Watcher watcher : watchers) {
            watcher.ticksLeft--;
        }
        if (watchers.isEmpty() && ticking != null) {
            ticking.cancel(false);
            ticking = null;
            return;
        }
        if (looking) {
            return;
        }
        looking = true;
        List<Watcher> now = List.copyOf(watchers);
        Set<Watcher> over = new LinkedHashSet<>();
        now.stream().filter(watcher -> watcher.ticksLeft <= 0).forEach(over::add);
        pools.read(() -> {
                    look(now, over);
                    return true;
                })
                .whenComplete((done, failure) -> {
                    synchronized (this) {
                        looking = false;
                    }
                });
    }

    private void look(List<Watcher> now, Set<Watcher> over) {
        Cursor newest;
        try {
            newest = queries.cursor();
        } catch (RuntimeException e) {
            now.forEach(watcher -> fail(watcher, e));
            return;
        }
        for (Watcher watcher : now) {
            try {
                Optional<Reply> reply = changed(watcher.study, watcher.after, newest);
                watcher.after = newest;
                if (reply.isEmpty() && over.contains(watcher)) {
                    reply = Optional.of(nothingNew(watcher.study, watcher.after));
                }
                if (reply.isPresent()) {
                    remove(watcher);
                    watcher.reply.complete(reply.get());
                }
            } catch (RuntimeException e) {
                fail(watcher, e);
            }
        }
    }

    private void fail(Watcher watcher, RuntimeException failure) {
        remove(watcher);
        watcher.reply.completeExceptionally(failure);
    }

    private synchronized void remove(Watcher watcher) {
        watchers.remove(watcher);
    }

    /** Ends all waits. */
    void close() {
        List<Watcher> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(watchers);
            watchers.clear();
        }
        left.forEach(watcher ->
                watcher.reply.completeExceptionally(new RequestProblem(Problem.unavailable("the server is ending"))));
    }
}
