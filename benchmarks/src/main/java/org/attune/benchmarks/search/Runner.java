package org.attune.benchmarks.search;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs every strategy on every task with every seed, a few at a time.
 *
 * @param contestants the strategies
 * @param seeds how many seeds, from 0
 * @param threads runs at a time
 * @param progress tells the person who waits
 */
record Runner(List<Contestant> contestants, int seeds, int threads, PrintStream progress) {

    private static final double NANOS = 1e9;

    /** One run. */
    @FunctionalInterface
    interface Job<R> {
        R run(Contestant contestant, SearchTask task, int seed);
    }

    /** Runs all; the results are in the order of strategies, tasks and seeds. */
    <R> List<R> run(String what, List<SearchTask> tasks, Job<R> job) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<R> results = new ArrayList<>();
            for (Contestant contestant : contestants) {
                long start = System.nanoTime();
                List<Future<R>> futures = new ArrayList<>();
                for (SearchTask task : tasks) {
                    for (int i = 0; i < seeds; i++) {
                        int seed = i;
                        futures.add(pool.submit(() -> job.run(contestant, task, seed)));
                    }
                }
                for (Future<R> future : futures) {
                    results.add(future.get());
                }
                progress.printf(
                        Locale.ROOT,
                        "%s, %s: %d runs in %.1f s%n",
                        what,
                        contestant.label(),
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
