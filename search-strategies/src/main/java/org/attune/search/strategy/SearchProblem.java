package org.attune.search.strategy;

import java.util.List;
import java.util.OptionalInt;
import org.attune.search.space.SearchSpace;

/**
 * What a strategy is made for: everything that does not change while the study runs.
 *
 * @param space what to search
 * @param goals which way each objective is better, at least one
 * @param seed the study's seed: the same problem, options and history give the same proposals
 * @param budget how many trials the study may have in all, when that is known; at least 1
 * @param noise whether a point may be tried again
 * @param failures what is learnt from a failed trial
 * @param earlier ended trials of other studies over the same parameters, read as prior knowledge; may be empty
 */
public record SearchProblem(
        SearchSpace space,
        List<Goal> goals,
        long seed,
        OptionalInt budget,
        Noise noise,
        FailurePolicy failures,
        List<TrialRecord> earlier) {

    /** Whether results of the same point differ. */
    public enum Noise {
        /** They hardly do: no point is tried twice. */
        LOW,
        /** They do: points may be repeated, and are averaged. */
        HIGH
    }

    /** What is learnt from a failed trial. */
    public enum FailurePolicy {
        /** That the point is as bad as the worst one seen. */
        WORST,
        /** Nothing. */
        IGNORE,
        /** That the point, and probably those around it, cannot be tried. */
        INFEASIBLE
    }

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException when there is no goal or the budget is below 1
     */
    public SearchProblem {
        goals = List.copyOf(goals);
        earlier = List.copyOf(earlier);
        if (goals.isEmpty()) {
            throw new IllegalArgumentException("the study has no goals, expected at least one");
        }
        if (budget.isPresent() && budget.getAsInt() < 1) {
            throw new IllegalArgumentException("the budget is " + budget.getAsInt() + " trials, expected 1 or more");
        }
    }

    /** A problem without known budget, with little noise, where failed trials count as the worst. */
    public static SearchProblem of(SearchSpace space, List<Goal> goals, long seed) {
        return new SearchProblem(space, goals, seed, OptionalInt.empty(), Noise.LOW, FailurePolicy.WORST, List.of());
    }

    /** Whether a trial says anything about its point: it has ended by itself, and not in a failure to be ignored. */
    public boolean learnsFrom(TrialRecord trial) {
        return switch (trial.outcome()) {
            case PENDING, CANCELLED -> false;
            case FAILED -> failures != FailurePolicy.IGNORE;
            case SUCCEEDED, PRUNED, INFEASIBLE -> true;
        };
    }

    /** This problem with a number of trials that the study may have in all. */
    public SearchProblem withBudget(int trials) {
        return new SearchProblem(space, goals, seed, OptionalInt.of(trials), noise, failures, earlier);
    }

    /** This problem with another answer to whether points may be repeated. */
    public SearchProblem withNoise(Noise other) {
        return new SearchProblem(space, goals, seed, budget, other, failures, earlier);
    }

    /** This problem with another policy for failed trials. */
    public SearchProblem withFailures(FailurePolicy other) {
        return new SearchProblem(space, goals, seed, budget, noise, other, earlier);
    }

    /** This problem with trials of other studies as prior knowledge. */
    public SearchProblem withEarlier(List<TrialRecord> trials) {
        return new SearchProblem(space, goals, seed, budget, noise, failures, trials);
    }
}
