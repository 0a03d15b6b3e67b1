package org.attune.benchmarks.search;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs strategies on the tasks of a folder and prints where they stand among the recorded optimisers. */
public final class SearchBench {

    private SearchBench() {}

    /** See {@link SearchOptions#USAGE}. Exits with 2 when the arguments are wrong. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        SearchOptions options;
        try {
            options = SearchOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        if (!Files.isDirectory(options.data().resolve("tasks"))) {
            System.out.println("bench-search: SKIPPED, no tasks at "
                    + options.data().toAbsolutePath().normalize() + "; give the folder with HPO=DIR");
            return;
        }
        run(options, System.out, System.err);
    }

    static void run(SearchOptions options, PrintStream out, PrintStream progress)
            throws IOException, InterruptedException {
        List<SearchTask> tasks = new TaskReader().readAll(options.data().resolve("tasks"));
        tasks = tasks.stream().filter(task -> asked(options, task)).toList();
        List<Run> recorded = new ArrayList<>();
        Path peers = options.data().resolve("peers");
        if (Files.isDirectory(peers)) {
            recorded.addAll(RunFile.readAll(peers));
        }
        for (Path file : options.against()) {
            recorded.addAll(RunFile.read(file));
        }
        List<Run> runs = runAll(options, tasks, progress);
        if (options.save().isPresent()) {
            RunFile.write(options.save().get(), runs);
        }
        out.print(page(tasks, runs, recorded));
    }

    private static boolean asked(SearchOptions options, SearchTask task) {
        return options.tasks().isEmpty() || options.tasks().stream().anyMatch(task.name()::startsWith);
    }

    /** Runs every strategy on every task with every seed, a few at a time. */
    static List<Run> runAll(SearchOptions options, List<SearchTask> tasks, PrintStream progress)
            throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(options.threads());
        try {
            List<Run> runs = new ArrayList<>();
            for (Contestant contestant : options.strategies()) {
                long start = System.nanoTime();
                List<Future<Run>> futures = new ArrayList<>();
                for (SearchTask task : tasks) {
                    for (int seed = 0; seed < options.seeds(); seed++) {
                        int each = seed;
                        futures.add(pool.submit(() -> Sequential.run(contestant, task, each, options.version())));
                    }
                }
                for (Future<Run> future : futures) {
                    runs.add(future.get());
                }
                progress.printf(
                        Locale.ROOT,
                        "%s: %d runs in %.1f s%n",
                        contestant.label(),
                        futures.size(),
                        (System.nanoTime() - start) / 1e9);
            }
            return runs;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a run failed: " + e.getCause(), e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    /** Renames own runs whose label is that of a recorded optimiser, and shows all together. */
    private static String page(List<SearchTask> tasks, List<Run> runs, List<Run> recorded) {
        List<Run> all = new ArrayList<>();
        List<String> own = new ArrayList<>();
        for (Run run : runs) {
            String label = "attune-" + run.optimiser();
            all.add(new Run(
                    label,
                    run.version(),
                    run.task(),
                    run.seed(),
                    run.budget(),
                    run.cpuMedian(),
                    run.cpuHigh(),
                    run.values()));
            if (!own.contains(label)) {
                own.add(label);
            }
        }
        all.addAll(recorded);
        Page page = new Page();
        new StandingsPage(new Standings(tasks, all), own).writeTo(page);
        return page.toString();
    }
}
