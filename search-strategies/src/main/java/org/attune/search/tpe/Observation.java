package org.attune.search.tpe;

import java.util.List;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.Outcome;
import org.attune.search.strategy.Reading;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.TrialRecord;

/**
 * What an ended trial says: where it was and how it compares. Trials that succeeded come first, by their cost; then
 * those that were pruned, the deepest step first and then the cost there; then infeasible ones by the sum of their
 * violations; then those that have nothing to compare.
 *
 * @param point where it was
 * @param tier one of the constants
 * @param first what is compared within the tier; less is better
 * @param second what is compared next
 * @param costs the costs of all objectives when there are several and the trial succeeded, otherwise empty
 */
record Observation(Point point, int tier, double first, double second, double[] costs) {

    static final int SUCCEEDED = 0;
    static final int PRUNED = 1;
    static final int INFEASIBLE = 2;
    static final int VALUELESS = 3;

    private static final double[] NONE = {};

    /** Whether another one that comes earlier in time is at least as good. */
    boolean worseThan(Observation earlier) {
        if (tier != earlier.tier) {
            return tier > earlier.tier;
        }
        int byFirst = Double.compare(first, earlier.first);
        return byFirst != 0 ? byFirst > 0 : Double.compare(second, earlier.second) >= 0;
    }

    /** Whether a trial says anything under a policy for failed trials. */
    static boolean speaks(TrialRecord trial, SearchProblem.FailurePolicy failures) {
        return switch (trial.outcome()) {
            case PENDING, CANCELLED -> false;
            case FAILED -> failures != SearchProblem.FailurePolicy.IGNORE;
            case SUCCEEDED, PRUNED, INFEASIBLE -> true;
        };
    }

    static Observation of(Point point, TrialRecord trial, List<Goal> goals) {
        double violations = 0;
        for (double violation : trial.violations()) {
            violations += Math.max(0, violation);
        }
        if (trial.outcome() == Outcome.FAILED) {
            return valueless(point);
        }
        if (trial.outcome() == Outcome.INFEASIBLE || violations != 0) {
            boolean known = violations > 0 && violations < Double.POSITIVE_INFINITY;
            return known ? new Observation(point, INFEASIBLE, violations, 0, NONE) : valueless(point);
        }
        if (trial.outcome() == Outcome.PRUNED) {
            return pruned(point, trial, goals.get(0));
        }
        return succeeded(point, trial, goals);
    }

    private static Observation valueless(Point point) {
        return new Observation(point, VALUELESS, 0, 0, NONE);
    }

    private static double cost(double value, Goal goal) {
        return goal == Goal.MINIMIZE ? value : -value;
    }

    private static Observation pruned(Point point, TrialRecord trial, Goal goal) {
        if (trial.curve().isEmpty()) {
            double value = trial.objectives().isEmpty()
                    ? Double.NaN
                    : cost(trial.objectives().get(0), goal);
            return new Observation(point, PRUNED, 0, value, NONE);
        }
        Reading last = trial.curve().get(trial.curve().size() - 1);
        return new Observation(point, PRUNED, -last.step(), cost(last.value(), goal), NONE);
    }

    private static Observation succeeded(Point point, TrialRecord trial, List<Goal> goals) {
        if (trial.objectives().size() < goals.size()) {
            return valueless(point);
        }
        double[] costs = new double[goals.size()];
        for (int i = 0; i < costs.length; i++) {
            costs[i] = cost(trial.objectives().get(i), goals.get(i));
            if (Double.isNaN(costs[i]) || costs[i] == Double.POSITIVE_INFINITY) {
                return valueless(point);
            }
        }
        return new Observation(point, SUCCEEDED, costs[0], 0, costs.length > 1 ? costs : NONE);
    }
}
