package org.attune.tuner.api;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The few threads on which requests may block: reads of the store and of logs, transfers, and a ticker. */
final class Pools implements AutoCloseable {

    private final ThreadPoolExecutor reads = pool("attune-rest-read", 3, 2_000);
    private final ThreadPoolExecutor transfers = pool("attune-rest-transfer", 4, 64);
    private final ThreadPoolExecutor computing = pool("attune-rest-compute", 1, 100);
    private final ScheduledThreadPoolExecutor ticker = new ScheduledThreadPoolExecutor(1, threads("attune-rest-tick"));

    Pools() {
        ticker.setRemoveOnCancelPolicy(true);
        ticker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** A short read of the store or a file. */
    <T> CompletableFuture<T> read(Callable<T> work) {
        return on(reads, work);
    }

    /** A transfer, which lasts as long as the other side takes. */
    <T> CompletableFuture<T> transfer(Callable<T> work) {
        return on(transfers, work);
    }

    /** Something that takes the processor for a while; one at a time. */
    <T> CompletableFuture<T> compute(Callable<T> work) {
        return on(computing, work);
    }

    Executor readers() {
        return reads;
    }

    ScheduledThreadPoolExecutor ticker() {
        return ticker;
    }

    private static <T> CompletableFuture<T> on(Executor executor, Callable<T> work) {
        try {
            return CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return work.call();
                        } catch (RuntimeException e) {
                            throw e;
                        } catch (Exception e) {
                            throw new CompletionException(e);
                        }
                    },
                    executor);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(
                    new RequestProblem(Problem.unavailable("the server has too many reads in its queue")));
        }
    }

    private static ThreadPoolExecutor pool(String name, int threads, int queue) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(queue), threads(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ThreadFactory threads(String name) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public void close() {
        ticker.shutdownNow();
        transfers.shutdownNow();
        computing.shutdownNow();
        reads.shutdownNow();
    }
}
