package org.attune.tuner.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only user of the write connection. It takes what is queued (no timer: a group forms while the last one syncs),
 * applies it in one transaction with a savepoint for each change, commits, makes the commit durable, and only then
 * answers. Answers are delivered by a thread of their own, in order, so that what depends on them does not hold up
 * the next group; dependents must still not block for long, or the store becomes busy.
 *
 * <p>After a fatal error of the database (a full disk closes it) the writer refuses work, reopens with a growing
 * pause, and goes on.
 */
final class StoreWriter implements AutoCloseable {

    /** Opens the write connection anew: checked settings, right schema. */
    @FunctionalInterface
    interface Opener {
        WriteSession open() throws SQLException;
    }

    static final int QUEUE_MAX = 10_000;
    static final int GROUP_MAX = 512;
    static final int COMPACT_EVERY = 50;

    private static final Logger LOG = LoggerFactory.getLogger(StoreWriter.class);
    private static final int WAITING_GROUPS = 64;
    private static final long IDLE_MILLIS = 100;
    private static final long CHECK_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    private static final long CLOSE_SECONDS = 60;

    private record Job<T>(Mutation<T> work, CompletableFuture<T> durable) {}

    private final H2Database database;
    private final Opener opener;
    private final Runnable reopened;
    private final BlockingQueue<Job<?>> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final BlockingQueue<List<Runnable>> answers = new ArrayBlockingQueue<>(WAITING_GROUPS);
    private final Thread writer = new Thread(this::run, "store-writer");
    private final Thread answerer = new Thread(this::answer, "store-answers");

    /** Only the writer's thread touches it after the start. */
    private @Nullable WriteSession session;

    private volatile boolean accepting = true;
    private volatile boolean closing;
    private volatile boolean ended;

    /** Starts with an open session; {@code reopened} is told when a new one had to be opened. */
    StoreWriter(H2Database database, WriteSession first, Opener opener, Runnable reopened) {
        this.database = database;
        this.opener = opener;
        this.reopened = reopened;
        this.session = first;
        writer.setDaemon(true);
        answerer.setDaemon(true);
    }

    void start() {
        answerer.start();
        writer.start();
    }

    /** Queues a change; the future completes when it is durable, or with {@link StoreBusy} when it was not taken. */
    <T> CompletableFuture<T> submit(Mutation<T> work) {
        Job<T> job = new Job<>(work, new CompletableFuture<>());
        if (closing || !accepting) {
            return CompletableFuture.failedFuture(busy());
        }
        if (!queue.offer(job)) {
            return CompletableFuture.failedFuture(
                    new StoreBusy("the store's queue of " + QUEUE_MAX + " writes is full; try again shortly"));
        }
        if (ended && queue.remove(job)) {
            return CompletableFuture.failedFuture(busy());
        }
        return job.durable();
    }

    /** Writes what is queued, then ends; the write connection is closed afterwards. */
    @Override
    public void close() {
        closing = true;
        boolean interrupted = false;
        try {
            writer.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
            answerer.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (writer.isAlive()) {
            LOG.error("the store's writer did not end within {} s; its database stays open", CLOSE_SECONDS);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private StoreBusy busy() {
        return new StoreBusy(closing ? "the store is closing" : "the store is being reopened; try again shortly");
    }

    private void run() {
        long pause = FIRST_PAUSE_MILLIS;
        try {
            while (!(closing && queue.isEmpty())) {
                try {
                    if (session == null) {
                        session = opener.open();
                        reopened.run();
                        accepting = true;
                        LOG.info("the store is open again");
                    }
                    serve(session);
                } catch (SQLException | RuntimeException e) {
                    accepting = false;
                    LOG.error("the store failed and is reopened: {}", e.getMessage(), e);
                    closeSession();
                    refuseQueued();
                    if (closing) {
                        return;
                    }
                    TimeUnit.MILLISECONDS.sleep(pause);
                    pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
                    continue;
                }
                pause = FIRST_PAUSE_MILLIS;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            accepting = false;
            closing = true;
            ended = true;
            refuseQueued();
            closeSession();
        }
    }

    /** Until the store closes, or fails. */
    private void serve(WriteSession open) throws SQLException, InterruptedException {
        List<Job<?>> group = new ArrayList<>(GROUP_MAX);
        boolean untidy = true;
        long checked = System.nanoTime();
        for (long n = 1; ; n++) {
            group.clear();
            Job<?> first = queue.poll(closing ? 0 : IDLE_MILLIS, TimeUnit.MILLISECONDS);
            if (first != null) {
                group.add(first);
                queue.drainTo(group, GROUP_MAX - 1);
                write(open, group);
                untidy = true;
            } else if (closing) {
                return;
            }
            if (untidy && (first == null || n % COMPACT_EVERY == 0)) {
                untidy = database.compact(open.connection());
                if (untidy) {
                    database.sync(open.connection());
                }
                untidy |= first != null;
            }
            if (System.nanoTime() - checked > CHECK_NANOS) {
                database.checkSettings(open.connection());
                open.connection().commit();
                checked = System.nanoTime();
            }
        }
    }

    private void write(WriteSession open, List<Job<?>> group) throws SQLException, InterruptedException {
        List<Runnable> outcome = new ArrayList<>(group.size());
        boolean committing = false;
        try {
            open.beginGroup();
            for (Job<?> job : group) {
                outcome.add(apply(open, job));
            }
            open.endGroup();
            if (open.hasChanges()) {
                committing = true;
                open.connection().commit();
                database.sync(open.connection());
            } else {
                open.connection().rollback();
            }
        } catch (SQLException | RuntimeException e) {
            RuntimeException told = committing
                    ? new OutcomeUnknown("the store failed while it committed: " + e.getMessage())
                    : new StoreBusy("the store failed before it committed: " + e.getMessage());
            answers.put(group.stream()
                    .<Runnable>map(job -> () -> job.durable().completeExceptionally(told))
                    .toList());
            throw e;
        }
        answers.put(outcome);
    }

    private static <T> Runnable apply(WriteSession open, Job<T> job) throws SQLException {
        try {
            T answer = open.apply(job.work());
            return () -> job.durable().complete(answer);
        } catch (SQLException e) {
            if (StoreErrors.isFatal(e)) {
                throw e;
            }
            LOG.warn("a statement failed; its change is refused", e);
            StoreRefusal refusal = new StoreRefusal("the database refused the change: " + e.getMessage());
            return () -> job.durable().completeExceptionally(refusal);
        } catch (RuntimeException e) {
            return () -> job.durable().completeExceptionally(e);
        }
    }

    private void answer() {
        try {
            while (true) {
                List<Runnable> group = answers.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                if (group != null) {
                    group.forEach(Runnable::run);
                } else if (ended && answers.isEmpty()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void refuseQueued() {
        for (Job<?> job = queue.poll(); job != null; job = queue.poll()) {
            job.durable().completeExceptionally(busy());
        }
    }

    private void closeSession() {
        WriteSession open = session;
        session = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                LOG.warn("the write connection could not be closed: {}", e.getMessage());
            }
        }
    }
}
