package org.attune.benchmarks.search;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.attune.search.math.Seeds;
import org.attune.search.space.Assignment;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Proposal;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.SearchStrategy;
import org.attune.search.strategy.TrialRecord;

/** Runs a strategy on a task one trial after the other, at full fidelity, until the budget is spent. */
final class Sequential {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final double NANOS = 1e9;

    private Sequential() {}

    /** The problem of a task. Every task has its own stream of each seed, the same for all strategies. */
    static SearchProblem problem(SearchTask task, int seed) {
        return SearchProblem.of(
                        task.space(), List.of(Goal.MINIMIZE), Seeds.of(seed).forUse(task.name()))
                .withBudget(task.budget());
    }

    /** What a strategy is told of a trial that ended with a value, where NaN stands for failure. */
    static TrialRecord record(int number, Assignment assignment, double value) {
        return Double.isNaN(value)
                ? TrialRecord.failed(number, assignment)
                : TrialRecord.succeeded(number, assignment, value);
    }

    /** One run on the calling thread. Ends early only when the strategy has nothing left to propose. */
    static Run run(Contestant contestant, SearchTask task, int seed, String version) {
        SearchStrategy strategy = contestant.strategy(problem(task, seed));
        List<TrialRecord> records = new ArrayList<>();
        double[] values = new double[task.budget()];
        double[] seconds = new double[task.budget()];
        int done = 0;
        while (done < task.budget()) {
            long before = THREADS.getCurrentThreadCpuTime();
            List<Proposal> proposals =
                    strategy.propose(new History(done + 1, records), 1).proposals();
            seconds[done] = (THREADS.getCurrentThreadCpuTime() - before) / NANOS;
            if (proposals.isEmpty()) {
                break;
            }
            Assignment assignment = proposals.get(0).assignment();
            values[done] = task.objective().at(assignment.values());
            records.add(record(done + 1, assignment, values[done]));
            done++;
        }
        double[] asked = Arrays.copyOf(seconds, done);
        return new Run(
                contestant.label(),
                version,
                task.name(),
                seed,
                task.budget(),
                Statistics.percentile(asked, 0.5),
                Statistics.percentile(asked, 0.95),
                Arrays.copyOf(values, done));
    }
}
