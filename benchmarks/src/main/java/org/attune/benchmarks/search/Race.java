package org.attune.benchmarks.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.attune.search.math.Seeds;
import org.attune.search.space.Assignment;
import org.attune.search.stopping.Promotion;
import org.attune.search.stopping.Rungs;
import org.attune.search.stopping.StoppingRule;
import org.attune.search.stopping.Verdict;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Outcome;
import org.attune.search.strategy.Proposal;
import org.attune.search.strategy.Reading;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.SearchStrategy;
import org.attune.search.strategy.TrialRecord;
import org.jspecify.annotations.Nullable;

/**
 * Trials step by step on a simulated clock: several workers, each with a trial that reports after its steps and is
 * stopped, paused or goes on as a rule says. A free worker first takes up a paused trial, where it had been left, then a
 * new one. A trial that reports NaN has failed. Only whole trials count as found: what was stopped would have to be
 * trained to its end before it was of use.
 */
final class Race {

    /** When a race is over: when so much time has passed, or so many trials have been begun and are done. */
    record Finish(double time, int trials) {}

    /**
     * What came of a race.
     *
     * @param times when the best whole trial became better
     * @param regrets its regret from then on
     * @param end when it was over
     * @param begun the trials that were begun
     * @param bestLost whether the trial that would have ended best of all was stopped, or paused for ever
     */
    record Result(double[] times, double[] regrets, double end, int begun, boolean bestLost) {

        /** The regret at a time; 1 while no whole trial has succeeded. */
        double at(double time) {
            double regret = 1;
            for (int i = 0; i < times.length && times[i] <= time; i++) {
                regret = regrets[i];
            }
            return regret;
        }
    }

    private final class Trial {
        private final int number;
        private final Assignment assignment;
        private final Fidelity.Course course;
        private final List<Reading> readings = new ArrayList<>();
        private TrialRecord record;
        private Fidelity.Report now = new Fidelity.Report(Double.NaN, 0);
        private Fidelity.Report next = now;
        private int reported;
        private boolean ended;

        Trial(int number, Assignment assignment) {
            this.number = number;
            this.assignment = assignment;
            this.course = fidelity.course(assignment.values());
            this.record = TrialRecord.pending(number, assignment);
        }

        int done() {
            return reported == 0 ? 0 : reports[reported - 1];
        }

        boolean whole() {
            return reported == reports.length;
        }

        /** How long it takes until the next report. A surrogate's clock may run backwards by a little. */
        double untilNext() {
            next = course.at(reports[reported]);
            return Math.max(Double.MIN_NORMAL, next.clock() - now.clock());
        }

        void report() {
            reported++;
            now = next;
            readings.add(new Reading(done(), now.value()));
            record = record.withCurve(readings);
        }

        void end(Outcome outcome, List<Double> objectives) {
            ended = true;
            record = new TrialRecord(number, assignment, outcome, objectives, List.of(), readings);
            live.remove(number);
            results.add(record);
            rule.ifPresent(each -> each.onEnd(number));
        }
    }

    private record Event(double time, int trial) {}

    private final SearchTask task;
    private final Fidelity fidelity;
    private final SearchStrategy strategy;
    private final Optional<StoppingRule> rule;
    private final Rungs rungs;
    /** The steps after which trials report, the last one among them. */
    private final int[] reports;

    private final int workers;
    private final Finish finish;
    private final Map<Integer, Trial> trials = new HashMap<>();
    private final TreeMap<Integer, Trial> live = new TreeMap<>();
    private final Map<Integer, Trial> paused = new HashMap<>();
    private final List<TrialRecord> results = new ArrayList<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingDouble(Event::time).thenComparingInt(Event::trial));
    private final List<Double> times = new ArrayList<>();
    private final List<Double> regrets = new ArrayList<>();
    private double now;
    private boolean exhausted;

    private Race(Racer racer, SearchTask task, int seed, int workers, Finish finish) {
        this.task = task;
        this.fidelity = task.fidelity()
                .orElseThrow(() -> new IllegalArgumentException(task.name() + " does not tell what happens by step"));
        this.workers = workers;
        this.finish = finish;
        this.rule = racer.ruleFor(fidelity.steps());
        this.rungs = rule.map(StoppingRule::rungs).orElse(Rungs.usual());
        // how many trials there will be is not known in advance
        SearchProblem problem = SearchProblem.of(
                task.space(), List.of(Goal.MINIMIZE), Seeds.of(seed).forUse(task.name()));
        this.strategy = racer.strategyFor(problem, rungs);
        this.reports = reports(racer);
    }

    private int[] reports(Racer racer) {
        int steps = fidelity.steps();
        if (!racer.looksAtRungs()) {
            return IntStream.rangeClosed(1, steps).toArray();
        }
        return IntStream.concat(
                        rungs.levels().stream().filter(level -> level < steps).mapToInt(Long::intValue),
                        IntStream.of(steps))
                .toArray();
    }

    /** One race. */
    static Result run(Racer racer, SearchTask task, int seed, int workers, Finish finish) {
        Race race = new Race(racer, task, seed, workers, finish);
        race.run();
        return new Result(
                race.times.stream().mapToDouble(Double::doubleValue).toArray(),
                race.regrets.stream().mapToDouble(Double::doubleValue).toArray(),
                race.now,
                race.trials.size(),
                race.bestLost());
    }

    private void run() {
        occupy();
        while (!events.isEmpty()) {
            Event event = events.poll();
            if (event.time() > finish.time()) {
                break;
            }
            now = event.time();
            Trial trial = trials.get(event.trial());
            if (trial != null) {
                step(trial);
            }
            occupy();
        }
    }

    /** Gives every free worker something to do. */
    private void occupy() {
        while (events.size() < workers) {
            boolean last = exhausted || trials.size() >= finish.trials();
            Optional<Promotion> promotion = rule.flatMap(each -> each.promotion(paused::containsKey, last));
            @Nullable
            Trial next = promotion.isPresent() ? resumed(promotion.get().trial()) : last ? null : begun();
            if (next == null) {
                return;
            }
            events.add(new Event(now + next.untilNext(), next.number));
        }
    }

    private Trial resumed(int number) {
        Trial trial = paused.remove(number);
        if (trial == null) {
            throw new IllegalStateException("trial " + number + " was to be resumed, but is not paused");
        }
        rule.ifPresent(each -> each.onResume(number));
        return trial;
    }

    private @Nullable Trial begun() {
        int number = trials.size() + 1;
        List<TrialRecord> records = new ArrayList<>(results);
        live.values().forEach(trial -> records.add(trial.record));
        List<Proposal> proposals =
                strategy.propose(new History(number, records), 1).proposals();
        if (proposals.isEmpty()) {
            exhausted = true;
            return null;
        }
        Trial trial = new Trial(number, proposals.get(0).assignment());
        trials.put(number, trial);
        live.put(number, trial);
        return trial;
    }

    /** A trial has done a step. */
    private void step(Trial trial) {
        trial.report();
        double value = trial.now.value();
        if (Double.isNaN(value)) {
            trial.end(Outcome.FAILED, List.of());
            return;
        }
        Verdict verdict = rule.map(each -> each.onValue(trial.number, trial.done(), value))
                .orElse(Verdict.CONTINUE);
        if (trial.whole()) {
            trial.end(Outcome.SUCCEEDED, List.of(value));
            found(task.regret().of(value));
        } else if (verdict instanceof Verdict.Stop) {
            trial.end(Outcome.PRUNED, List.of(value));
        } else if (verdict instanceof Verdict.Pause) {
            paused.put(trial.number, trial);
        } else {
            events.add(new Event(now + trial.untilNext(), trial.number));
        }
    }

    private void found(double regret) {
        if (regrets.isEmpty() || regret < regrets.get(regrets.size() - 1)) {
            times.add(now);
            regrets.add(regret);
        }
    }

    private boolean bestLost() {
        @Nullable Trial best = null;
        double least = Double.POSITIVE_INFINITY;
        for (Trial trial : trials.values()) {
            double value = trial.course.at(fidelity.steps()).value();
            if (value < least) {
                least = value;
                best = trial;
            }
        }
        return best != null && !best.whole() && (best.ended || paused.containsKey(best.number));
    }
}
