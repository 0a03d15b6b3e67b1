package org.attune.benchmarks.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.attune.search.math.Seeds;
import org.attune.search.space.Assignment;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Proposal;
import org.attune.search.strategy.SearchStrategy;
import org.attune.search.strategy.TrialRecord;

/**
 * Runs a strategy on a task with several trials at a time, on a simulated clock: whenever one ends, the next is proposed
 * without waiting for the others. How long a trial takes is drawn for its number, log-normally, so that results come in
 * another order than proposals.
 */
final class Asynchronous {

    private static final double SPREAD = 0.5;

    private Asynchronous() {}

    private record Running(double end, int number, Assignment assignment) {}

    /** One run; its values are in the order in which trials end. */
    static Run run(Contestant contestant, SearchTask task, int seed, String version, int workers) {
        SearchStrategy strategy = contestant.strategy(Sequential.problem(task, seed));
        PriorityQueue<Running> running =
                new PriorityQueue<>(Comparator.comparingDouble(Running::end).thenComparingInt(Running::number));
        List<TrialRecord> ended = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        double now = 0;
        int next = 1;
        boolean exhausted = false;
        while (values.size() < task.budget()) {
            while (running.size() < workers && next <= task.budget() && !exhausted) {
                List<Proposal> proposals =
                        strategy.propose(history(next, ended, running), 1).proposals();
                exhausted = proposals.isEmpty();
                for (Proposal proposal : proposals) {
                    running.add(new Running(now + duration(task, seed, next), next, proposal.assignment()));
                    next++;
                }
            }
            Running first = running.poll();
            if (first == null) {
                break;
            }
            now = first.end();
            double value = task.objective().at(first.assignment().values());
            ended.add(Sequential.record(first.number(), first.assignment(), value));
            values.add(value);
        }
        return new Run(
                contestant.label(),
                version,
                task.name(),
                seed,
                task.budget(),
                Double.NaN,
                Double.NaN,
                values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static History history(int next, List<TrialRecord> ended, PriorityQueue<Running> running) {
        List<TrialRecord> records = new ArrayList<>(ended);
        running.stream()
                .sorted(Comparator.comparingInt(Running::number))
                .forEach(each -> records.add(TrialRecord.pending(each.number(), each.assignment())));
        return new History(next, records);
    }

    /** Log-normal with median 1. */
    private static double duration(SearchTask task, int seed, int trial) {
        long use = Seeds.of(seed).forTrial(trial).forUse("duration on " + task.name());
        return Math.exp(SPREAD * Seeds.generator(use).nextGaussian());
    }
}
