package org.attune.benchmarks.search;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * How much sooner strategies get where random search with whole trials gets, when trials may end early.
 *
 * @param runner runs
 * @param racers the strategies with their rules
 * @param workers trials at a time
 */
record FidelityPage(Runner runner, List<Racer> racers, int workers) {

    private static final String RANDOM = "random";
    /** As published, which looks after the first step. */
    private static final String PLAIN = "random/asha+min=1";
    /** With so many workers random search has the task's budget of trials. */
    private static final int BUDGET_WORKERS = 8;

    private static final double[] PARTS = {0.1, 0.3, 1};

    /** Where random search with whole trials ends on a task. */
    private record Reference(double end, double regret, double time) {}

    /** What the races of one racer on one task come to. */
    private record Figures(double time, boolean reached, double[] regrets, double begun, double lost) {}

    void write(List<SearchTask> tasks, Page page, ArrayNode json) throws InterruptedException {
        if (tasks.isEmpty()) {
            return;
        }
        Map<String, Racer> random = Map.of(RANDOM, Racer.parse(RANDOM));
        Map<SearchTask, Reference> references = new LinkedHashMap<>();
        List<List<Race.Result>> baseline = grouped(runner.run(
                workers + " workers",
                random,
                tasks,
                (racer, task, seed) ->
                        Race.run(racer, task, seed, workers, new Race.Finish(Double.POSITIVE_INFINITY, trials(task)))));
        for (int t = 0; t < tasks.size(); t++) {
            references.put(tasks.get(t), reference(baseline.get(t)));
        }
        Map<String, Racer> all = new LinkedHashMap<>();
        racers.stream().filter(racer -> !racer.label().equals(RANDOM)).forEach(racer -> all.put(racer.label(), racer));
        List<List<Race.Result>> races = grouped(runner.run(
                workers + " workers",
                all,
                tasks,
                (racer, task, seed) -> Race.run(
                        racer,
                        task,
                        seed,
                        workers,
                        new Race.Finish(reference(references, task).end(), Integer.MAX_VALUE))));
        races.addAll(0, baseline);
        List<String> names = new ArrayList<>(List.of(RANDOM));
        names.addAll(all.keySet());
        Map<String, List<Figures>> figures = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            List<Figures> ofRacer = new ArrayList<>();
            for (int t = 0; t < tasks.size(); t++) {
                ofRacer.add(figures(races.get(i * tasks.size() + t), reference(references, tasks.get(t))));
            }
            figures.put(names.get(i), ofRacer);
        }
        table(tasks, figures, page, json);
    }

    /**
     * How many trials random search has: the budget with 8 workers, twice as much with 32, so that a whole trial is a
     * small part of the time with any number of them.
     */
    private int trials(SearchTask task) {
        return (int) Math.ceil(task.budget() * Math.sqrt(workers / (double) BUDGET_WORKERS));
    }

    private static Reference reference(Map<SearchTask, Reference> references, SearchTask task) {
        Reference reference = references.get(task);
        if (reference == null) {
            throw new IllegalStateException("random search has not run on " + task.name());
        }
        return reference;
    }

    /** The results of each contestant on each task. */
    private List<List<Race.Result>> grouped(List<Race.Result> results) {
        List<List<Race.Result>> groups = new ArrayList<>();
        for (int i = 0; i < results.size(); i += runner.seeds()) {
            groups.add(results.subList(i, i + runner.seeds()));
        }
        return groups;
    }

    private static Reference reference(List<Race.Result> races) {
        double end = races.stream().mapToDouble(Race.Result::end).max().orElse(Double.NaN);
        double regret = mean(races, end);
        return new Reference(end, regret, reaches(races, regret, end));
    }

    private static double mean(List<Race.Result> races, double time) {
        return Statistics.mean(races.stream().mapToDouble(race -> race.at(time)).toArray());
    }

    /** The first time at which the mean regret is this low; infinite when it never is. */
    static double reaches(List<Race.Result> races, double regret, double end) {
        TreeSet<Double> times = new TreeSet<>();
        races.forEach(race -> Arrays.stream(race.times()).forEach(times::add));
        for (double time : times) {
            // equal means may differ in the last digit
            if (time <= end && mean(races, time) <= regret + 1e-12) {
                return time;
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    private static Figures figures(List<Race.Result> races, Reference reference) {
        double time = reaches(races, reference.regret(), reference.end());
        return new Figures(
                Math.min(time, reference.end()),
                Double.isFinite(time),
                Arrays.stream(PARTS)
                        .map(part -> mean(races, part * reference.end()))
                        .toArray(),
                races.stream().mapToInt(Race.Result::begun).average().orElse(Double.NaN),
                races.stream()
                        .mapToInt(race -> race.bestLost() ? 1 : 0)
                        .average()
                        .orElse(Double.NaN));
    }

    private void table(List<SearchTask> tasks, Map<String, List<Figures>> figures, Page page, ArrayNode json) {
        List<String> families =
                tasks.stream().map(SearchTask::family).distinct().toList();
        List<String> header = new ArrayList<>(List.of(workers + " workers", "vs random", "vs " + PLAIN));
        families.forEach(family -> header.add(family + " vs random"));
        header.addAll(List.of("reached", "regret at 10 %", "30 %", "100 %", "trials", "best lost"));
        List<Figures> random = figures.getOrDefault(RANDOM, List.of());
        List<Figures> plain = figures.getOrDefault(PLAIN, List.of());
        List<List<String>> rows = new ArrayList<>();
        for (Map.Entry<String, List<Figures>> each : figures.entrySet()) {
            List<Figures> mine = each.getValue();
            boolean[] all = new boolean[tasks.size()];
            Arrays.fill(all, true);
            double versusRandom = sooner(mine, random, all);
            double versusPlain = plain.isEmpty() ? Double.NaN : sooner(mine, plain, all);
            ObjectNode figure = json.addObject()
                    .put("racer", each.getKey())
                    .put("workers", workers)
                    .put("soonerThanRandom", versusRandom)
                    .put("soonerThanAsha", versusPlain);
            List<String> row = new ArrayList<>(
                    List.of("**" + each.getKey() + "**", Page.number(versusRandom, 2), Page.number(versusPlain, 2)));
            for (String family : families) {
                boolean[] members = new boolean[tasks.size()];
                for (int t = 0; t < members.length; t++) {
                    members[t] = tasks.get(t).family().equals(family);
                }
                double ofFamily = sooner(mine, random, members);
                row.add(Page.number(ofFamily, 2));
                figure.put(family, ofFamily);
            }
            row.add(mine.stream().filter(Figures::reached).count() + " of " + mine.size());
            figure.put("reached", mine.stream().filter(Figures::reached).count())
                    .put("tasks", mine.size());
            for (int i = 0; i < PARTS.length; i++) {
                int part = i;
                double regret = Statistics.mean(
                        mine.stream().mapToDouble(task -> task.regrets()[part]).toArray());
                row.add(Page.number(regret, 3));
                figure.put("regret" + Math.round(PARTS[i] * 100), regret);
            }
            double begun =
                    Statistics.mean(mine.stream().mapToDouble(Figures::begun).toArray());
            double lost =
                    Statistics.mean(mine.stream().mapToDouble(Figures::lost).toArray());
            row.addAll(List.of(Page.number(begun, 0), Page.number(lost, 2)));
            figure.put("trials", begun).put("bestLost", lost);
            rows.add(row);
        }
        page.table(header, rows);
    }

    /** The geometric mean over some tasks of another's time by one's own. */
    private static double sooner(List<Figures> mine, List<Figures> other, boolean[] members) {
        double sum = 0;
        int count = 0;
        for (int t = 0; t < members.length; t++) {
            if (members[t]) {
                sum += Math.log(other.get(t).time() / mine.get(t).time());
                count++;
            }
        }
        return Math.exp(sum / count);
    }
}
