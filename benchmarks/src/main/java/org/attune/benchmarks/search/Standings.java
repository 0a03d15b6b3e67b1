package org.attune.benchmarks.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What runs of several optimisers on the same tasks come to. An optimiser that lacks a task is left out. */
final class Standings {

    /** The shares of the budget at which regret is read. */
    static final List<Double> SHARES = List.of(0.25, 0.5, 1.0);

    private final List<SearchTask> tasks;
    private final List<String> optimisers;
    private final Map<String, Map<String, List<Run>>> runs = new LinkedHashMap<>();

    /**
     * Collects runs.
     *
     * @param tasks the tasks that count; runs of others are ignored
     * @param all the runs, in any order
     */
    Standings(List<SearchTask> tasks, List<Run> all) {
        this.tasks = List.copyOf(tasks);
        for (Run run : all) {
            runs.computeIfAbsent(run.optimiser(), name -> new HashMap<>())
                    .computeIfAbsent(run.task(), name -> new ArrayList<>())
                    .add(run);
        }
        this.optimisers = runs.keySet().stream()
                .filter(name ->
                        tasks.stream().noneMatch(task -> runs(name, task).isEmpty()))
                .toList();
        for (Map<String, List<Run>> byTask : runs.values()) {
            byTask.values().forEach(list -> list.sort(Comparator.comparingInt(Run::seed)));
        }
    }

    List<SearchTask> tasks() {
        return tasks;
    }

    /** Those who ran on every task, in the order in which they were first seen. */
    List<String> optimisers() {
        return optimisers;
    }

    /** The families of the tasks in alphabetical order. */
    List<String> families() {
        TreeSet<String> families = new TreeSet<>();
        tasks.forEach(task -> families.add(task.family()));
        return List.copyOf(families);
    }

    /** The runs on a task in the order of their seeds. */
    List<Run> runs(String optimiser, SearchTask task) {
        Map<String, List<Run>> byTask = runs.get(optimiser);
        @Nullable List<Run> list = byTask == null ? null : byTask.get(task.name());
        return list == null ? List.of() : list;
    }

    /** The number of seeds, or the least and most where tasks differ. */
    String seeds(String optimiser) {
        TreeSet<Integer> counts = new TreeSet<>();
        tasks.forEach(task -> counts.add(runs(optimiser, task).size()));
        return counts.size() == 1 ? counts.first().toString() : counts.first() + "–" + counts.last();
    }

    /** The regret of each run on a task at a share of the budget (rounded up), in the order of the seeds. */
    double[] regrets(String optimiser, SearchTask task, double share) {
        return runs(optimiser, task).stream()
                .mapToDouble(run -> task.regret().of(run.best((int) Math.ceil(share * run.budget()))))
                .toArray();
    }

    /** The mean over tasks of the mean regret over seeds. */
    double regret(String optimiser, double share) {
        return Statistics.mean(tasks.stream()
                .mapToDouble(task -> Statistics.mean(regrets(optimiser, task, share)))
                .toArray());
    }

    /** The same, of the tasks of a family. */
    double familyRegret(String optimiser, String family, double share) {
        return Statistics.mean(tasks.stream()
                .filter(task -> task.family().equals(family))
                .mapToDouble(task -> Statistics.mean(regrets(optimiser, task, share)))
                .toArray());
    }

    /** The mean over tasks of {@link #wins}. */
    double beats(String one, String other) {
        return Statistics.mean(tasks.stream()
                .mapToDouble(task -> wins(regrets(one, task, 1), regrets(other, task, 1)))
                .toArray());
    }

    /** The probability that a run of the first has less regret than one of the second, over all pairs, ties half. */
    static double wins(double[] one, double[] other) {
        double sum = 0;
        for (double mine : one) {
            for (double theirs : other) {
                sum += mine < theirs ? 1 : mine == theirs ? 0.5 : 0;
            }
        }
        return sum / (one.length * (double) other.length);
    }

    /**
     * The mean rank of one by the final regret in a field of optimisers: that which one run of each, drawn at random, has
     * on average, so that optimisers with different numbers of seeds can be ranked together. The mean over tasks of 1 +
     * the sum over the others of their probability to win.
     */
    double rank(String one, List<String> field) {
        double rank = 1;
        for (String other : field) {
            rank += other.equals(one) ? 0 : 1 - beats(one, other);
        }
        return rank;
    }

    /** A statistic over the runs of an optimiser: the median of what each run measured. */
    double cpu(String optimiser, boolean high) {
        return Statistics.percentile(
                tasks.stream()
                        .flatMap(task -> runs(optimiser, task).stream())
                        .mapToDouble(high ? Run::cpuHigh : Run::cpuMedian)
                        .filter(Double::isFinite)
                        .toArray(),
                0.5);
    }
}
