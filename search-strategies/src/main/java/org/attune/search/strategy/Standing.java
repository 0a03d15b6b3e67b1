package org.attune.search.strategy;

import java.util.List;

/**
 * How an ended trial compares with others by its first objective, without regard to how far apart values are. Trials
 * that succeeded come first, by their cost; then those that were pruned, the deepest step first and then by the cost
 * there; then infeasible ones by the sum of their violations; then those that have nothing to compare: failed trials,
 * NaN, infinite costs, infeasible ones of unknown violation.
 *
 * @param tier which of these a trial belongs to
 * @param first what is compared within the tier; less is better, NaN is worst
 * @param second what is compared next, in the same way
 */
public record Standing(Tier tier, double first, double second) implements Comparable<Standing> {

    private static final Standing VALUELESS = new Standing(Tier.VALUELESS, 0, 0);

    /** What sort of result a trial has, best first. */
    public enum Tier {
        /** A value. */
        SUCCEEDED,
        /** A value at an early step. */
        PRUNED,
        /** A violation. */
        INFEASIBLE,
        /** Nothing that could be compared. */
        VALUELESS
    }

    /**
     * The standing of an ended trial.
     *
     * @param trial neither pending nor cancelled
     * @param goals which way each objective is better
     */
    public static Standing of(TrialRecord trial, List<Goal> goals) {
        double violations = 0;
        for (double violation : trial.violations()) {
            violations += Math.max(0, violation);
        }
        return switch (trial.outcome()) {
            case SUCCEEDED -> violations == 0 ? succeeded(trial, goals) : infeasible(violations);
            case PRUNED -> violations == 0 ? pruned(trial, goals.get(0)) : infeasible(violations);
            case INFEASIBLE -> infeasible(violations);
            case FAILED -> VALUELESS;
            case PENDING, CANCELLED ->
                throw new IllegalArgumentException("trial " + trial.number() + " is " + trial.outcome()
                        + ", expected one that says something about its point");
        };
    }

    /** A value as something to minimise. */
    public static double cost(double value, Goal goal) {
        return goal == Goal.MINIMIZE ? value : -value;
    }

    private static Standing infeasible(double violations) {
        boolean known = violations > 0 && violations < Double.POSITIVE_INFINITY;
        return known ? new Standing(Tier.INFEASIBLE, violations, 0) : VALUELESS;
    }

    private static Standing pruned(TrialRecord trial, Goal goal) {
        if (trial.curve().isEmpty()) {
            double value = trial.objectives().isEmpty()
                    ? Double.NaN
                    : trial.objectives().get(0);
            return new Standing(Tier.PRUNED, 0, cost(value, goal));
        }
        Reading last = trial.curve().get(trial.curve().size() - 1);
        return new Standing(Tier.PRUNED, -last.step(), cost(last.value(), goal));
    }

    private static Standing succeeded(TrialRecord trial, List<Goal> goals) {
        if (trial.objectives().size() < goals.size()) {
            return VALUELESS;
        }
        for (int i = 0; i < goals.size(); i++) {
            double cost = cost(trial.objectives().get(i), goals.get(i));
            if (Double.isNaN(cost) || cost == Double.POSITIVE_INFINITY) {
                return VALUELESS;
            }
        }
        return new Standing(Tier.SUCCEEDED, cost(trial.objectives().get(0), goals.get(0)), 0);
    }

    /** Whether there is anything to compare. */
    public boolean comparable() {
        return tier != Tier.VALUELESS;
    }

    /** Better ones first. */
    @Override
    public int compareTo(Standing other) {
        int byTier = tier.compareTo(other.tier);
        if (byTier != 0) {
            return byTier;
        }
        int byFirst = Double.compare(first, other.first);
        return byFirst != 0 ? byFirst : Double.compare(second, other.second);
    }
}
