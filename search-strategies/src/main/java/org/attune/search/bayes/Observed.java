package org.attune.search.bayes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.attune.search.space.Canonical;
import org.attune.search.space.UnitCube;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Outcome;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.SearchProblem.FailurePolicy;
import org.attune.search.strategy.TrialRecord;

/**
 * A history as the model sees it. Trials that a person ended say nothing and are left out; failed ones are left out,
 * count as the worst, or tell where trials cannot be made, as the study wants it.
 *
 * <p>Trials of earlier studies come first among the results.
 *
 * @param coordinates settled points of the trials with results, in the order in which these became known
 * @param rows their inputs
 * @param objectives their costs, one a goal, less is better; NaN for all goals where the trial counts as the worst
 * @param pending inputs of trials without result
 * @param feasible inputs of trials that could be made and violate nothing
 * @param infeasible inputs of those that could not or do
 */
record Observed(
        List<double[]> coordinates,
        List<double[]> rows,
        List<double[]> objectives,
        List<double[]> pending,
        List<double[]> feasible,
        List<double[]> infeasible) {

    /** The most trials of earlier studies that are read. */
    private static final int MOST_EARLIER = 200;

    /** Reads a history, in time linear in its trials and columns. */
    static Observed of(History history, SearchProblem problem, UnitCube cube, Inputs inputs) {
        Observed observed = new Observed(
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
        for (TrialRecord trial : problem.earlier()) {
            observed.takeEarlier(trial, problem, cube, inputs);
        }
        for (TrialRecord trial : history.trials()) {
            if (trial.outcome() != Outcome.CANCELLED) {
                observed.take(trial, problem, cube, inputs);
            }
        }
        return observed;
    }

    /** Takes a trial of another study when its point is one of this space and it has a result. */
    private void takeEarlier(TrialRecord trial, SearchProblem problem, UnitCube cube, Inputs inputs) {
        double[] costs = costs(trial, problem.goals());
        if (costs.length == 0
                || rows.size() == MOST_EARLIER
                || !(problem.space().canonical(trial.assignment().values()) instanceof Canonical.Valid valid)) {
            return;
        }
        double[] point = cube.encode(valid.assignment());
        boolean[] active = cube.settle(point);
        coordinates.add(point);
        rows.add(inputs.ofEarlier(point, active));
        objectives.add(costs);
    }

    private void take(TrialRecord trial, SearchProblem problem, UnitCube cube, Inputs inputs) {
        double[] point = cube.encode(trial.assignment());
        boolean[] active = cube.settle(point);
        double[] row = inputs.of(point, active);
        if (trial.outcome() == Outcome.PENDING) {
            pending.add(row);
            return;
        }
        double[] costs = costs(trial, problem.goals());
        boolean valued = costs.length > 0;
        boolean failed = trial.outcome() == Outcome.FAILED || (trial.outcome() != Outcome.INFEASIBLE && !valued);
        if (trial.outcome() == Outcome.INFEASIBLE || (failed && problem.failures() == FailurePolicy.INFEASIBLE)) {
            infeasible.add(row);
        } else if (!failed) {
            feasible.add(row);
        }
        if (valued || (failed && problem.failures() == FailurePolicy.WORST)) {
            coordinates.add(point);
            rows.add(row);
            double[] none = new double[problem.goals().size()];
            Arrays.fill(none, Double.NaN);
            objectives.add(valued ? costs : none);
        }
    }

    /** The costs of a trial, or none when it has not a number for every goal. */
    static double[] costs(TrialRecord trial, List<Goal> goals) {
        boolean counts = trial.outcome() != Outcome.FAILED
                && trial.objectives().size() == goals.size()
                && trial.objectives().stream().noneMatch(value -> value.isNaN());
        if (!counts) {
            return new double[0];
        }
        double[] costs = new double[goals.size()];
        for (int i = 0; i < costs.length; i++) {
            double value = trial.objectives().get(i);
            costs[i] = goals.get(i) == Goal.MAXIMIZE ? -value : value;
        }
        return costs;
    }

    int size() {
        return rows.size();
    }

    /** How many results are numbers. */
    int numbers() {
        return (int) objectives.stream().filter(each -> !Double.isNaN(each[0])).count();
    }

    /** The first results, with one cost each. */
    Results first(int count, Scalarisation scalarisation) {
        double[][] inputs = rows.subList(0, count).toArray(double[][]::new);
        return new Results(inputs, scalarisation.costs(objectives.subList(0, count)));
    }
}
