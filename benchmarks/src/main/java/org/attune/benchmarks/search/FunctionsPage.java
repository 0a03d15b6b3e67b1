package org.attune.benchmarks.search;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How close strategies come to the optimum of functions whose optimum is known exactly. */
record FunctionsPage(Runner runner, Map<String, Contestant> contestants, boolean quick) {

    private static final int[] DIMENSIONS = {5, 10};
    /** Closer than this counts as this close. */
    private static final double CLOSE = 1e-8;

    void write(Page page, ObjectNode json) throws InterruptedException {
        List<SearchTask> tasks = new ArrayList<>();
        for (int d : DIMENSIONS) {
            for (BbobFunction function : BbobFunction.values()) {
                if (!quick || d == DIMENSIONS[0]) {
                    tasks.add(function.task(d));
                }
            }
        }
        List<Run> runs = runner.run(
                "functions",
                contestants,
                tasks,
                (contestant, task, seed) -> Sequential.run(contestant, task, seed, ""));
        Standings standings = new Standings(tasks, runs);
        page.heading("Functions with known optima");
        page.paragraph(
                "Base-10 logarithm of the distance from the optimal value after the budget, the median over seeds"
                        + " (" + standings.seeds(standings.optimisers().get(0)) + "), not below "
                        + Math.round(Math.log10(CLOSE)) + "; then its mean over the functions, and the mean rank.");
        List<String> header = new ArrayList<>(List.of("strategy"));
        tasks.forEach(task -> header.add(task.name().replace("bbob-", "")));
        header.addAll(List.of("mean", "rank"));
        List<List<String>> rows = new ArrayList<>();
        for (String name : standings.optimisers()) {
            ObjectNode figures = json.putObject(name);
            List<String> row = new ArrayList<>(List.of("**" + name + "**"));
            double sum = 0;
            for (SearchTask task : tasks) {
                double median = Statistics.percentile(
                        standings.runs(name, task).stream()
                                .mapToDouble(run -> Math.log10(Math.max(CLOSE, run.best(run.budget()))))
                                .toArray(),
                        0.5);
                sum += median;
                row.add(Page.number(median, 2));
                figures.put(task.name(), median);
            }
            double rank = standings.rank(name, standings.optimisers());
            figures.put("mean", sum / tasks.size()).put("rank", rank);
            row.add(Page.number(sum / tasks.size(), 2));
            row.add(Page.number(rank, 2));
            rows.add(row);
        }
        page.table(header, rows);
    }
}
