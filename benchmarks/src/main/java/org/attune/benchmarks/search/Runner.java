package org.attune.benchmarks.search;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs every contestant on every task with every seed, a few at a time.
 *
 * @param seeds how many seeds, from 0
 * @param threads runs at a time
 * @param progress tells the person who waits
 */
record Runner(int seeds, int threads, PrintStream progress) {

    private static final double NANOS = 1e9;

    /** One run. */
    @FunctionalInterface
    interface Job<C, R> {
        R run(C contestant, SearchTask task, int seed);
    }

    /**
     * Runs all.
     *
     * @param what the name of it all, to tell
     * @param contestants what to run, by name
     * @param tasks on what
     * @param job one run
     * @return the results in the order of contestants, tasks and seeds
     */
    <C, R> List<R> run(String what, Map<String, C> contestants, List<SearchTask> tasks, Job<C, R> job)
            throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<R> results = new ArrayList<>();
            for (Map.Entry<String, C> contestant : contestants.entrySet()) {
                long start = System.nanoTime();
                List<Future<R>> futures = new ArrayList<>();
                for (SearchTask task : tasks) {
                    for (int i = 0; i < seeds; i++) {
                        int seed = i;
                        futures.add(pool.submit(() -> job.run(contestant.getValue(), task, seed)));
                    }
                }
                for (Future<R> future : futures) {
                    results.add(future.get());
                }
                progress.printf(
                        Locale.ROOT,
                        "%s, %s: %d runs in %.1f s%n",
                        what,
                        contestant.getKey(),
                        futures.size(),
                        (System.nanoTime() - start) / NANOS);
            }
            return results;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a run failed: " + e.getCause(), e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    /** The runs under names that no recorded optimiser has. */
    static List<Run> renamed(List<Run> runs) {
        List<Run> renamed = new ArrayList<>();
        for (Run run : runs) {
            renamed.add(new Run(
                    "attune-" + run.optimiser(),
                    run.version(),
                    run.task(),
                    run.seed(),
                    run.budget(),
                    run.cpuMedian(),
                    run.cpuHigh(),
                    run.values()));
        }
        return renamed;
    }
}
