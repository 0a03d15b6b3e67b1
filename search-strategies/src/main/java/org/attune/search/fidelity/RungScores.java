package org.attune.search.fidelity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.attune.search.math.Concordance;
import org.attune.search.stopping.Rungs;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Outcome;
import org.attune.search.strategy.Reading;
import org.attune.search.strategy.TrialRecord;

/**
 * One comparable score for each trial, from values at different rungs. At the lowest rung a trial's score is the normal
 * score of its rank. Those that went on deal their scores out among themselves anew at each further rung, by the order
 * there: so the best trials of a higher rung, a chosen few, are not taken for average ones, and no scale of values
 * has to be known. A score is trusted as far as it goes: that of a trial which did not come further is drawn to the middle,
 * in proportion to how well the order at its rung agrees with that at the next among the trials that came to both (the
 * concordance from which Hyper-Tune, Li et al., 2022, makes the weights of its ensemble).
 *
 * <p>Deterministic. O(trials · rungs · log trials), and quadratic in the trials of the higher rungs, of which the last
 * {@value #MOST_COMPARED} are compared.
 */
public final class RungScores {

    /** Fewer pairs of ranks say nothing of how two rungs agree. */
    private static final int FEWEST_COMPARED = 5;

    private static final int MOST_COMPARED = 200;

    /** How far two rungs are taken to agree, on the scale of Kendall's tau, until something is known of it. */
    private static final double USUAL_TAU = 0.7;

    /** How many trials the usual agreement weighs as. */
    private static final int USUAL_TRIALS = 10;

    private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

    /** A trial and its costs by level, as far as it came. */
    private static final class Climb {
        private final TrialRecord trial;
        private final double[] costs;
        private int reached;
        private double score;

        Climb(TrialRecord trial, int levels) {
            this.trial = trial;
            this.costs = new double[levels];
        }
    }

    private RungScores() {}

    /**
     * A history in which every trial with a value has ended, its only objective being its score: what a strategy that
     * knows nothing of rungs can learn from. Trials without a value stay as they are; if no trial came to a rung before
     * its end, so does everything.
     *
     * @param history trials with one objective, their curves as far as they are known
     * @param rungs where curves are compared
     * @param goal which way the objective is better; the scores are so too
     */
    public static History merged(History history, Rungs rungs, Goal goal) {
        int levels = levels(history, rungs);
        if (levels < 2) {
            return history;
        }
        List<Climb> climbs = new ArrayList<>();
        for (TrialRecord trial : history.trials()) {
            Climb climb = climb(trial, rungs, levels, goal);
            if (climb.reached > 0) {
                climbs.add(climb);
            }
        }
        score(climbs, levels);
        Map<Integer, Double> scores = new HashMap<>();
        climbs.forEach(climb -> scores.put(climb.trial.number(), climb.score));
        List<TrialRecord> all = new ArrayList<>();
        for (TrialRecord trial : history.trials()) {
            Double score = scores.get(trial.number());
            all.add(score == null ? trial : scored(trial, goal == Goal.MAXIMIZE ? -score : score));
        }
        return new History(history.nextTrial(), all);
    }

    private static TrialRecord scored(TrialRecord trial, double value) {
        return new TrialRecord(
                trial.number(), trial.assignment(), Outcome.SUCCEEDED, List.of(value), trial.violations(), List.of());
    }

    private static boolean compared(TrialRecord trial) {
        return switch (trial.outcome()) {
            case SUCCEEDED, PRUNED, PENDING -> true;
            case FAILED, INFEASIBLE, CANCELLED -> false;
        };
    }

    /** The rungs that any trial came to, and one for the ends. */
    private static int levels(History history, Rungs rungs) {
        long deepest = 0;
        for (TrialRecord trial : history.trials()) {
            if (compared(trial) && !trial.curve().isEmpty()) {
                deepest = Math.max(
                        deepest, trial.curve().get(trial.curve().size() - 1).step());
            }
        }
        int came = Collections.binarySearch(rungs.levels(), deepest);
        came = came >= 0 ? came + 1 : -came - 1;
        return rungs.capped() ? Math.min(came, rungs.top()) + 1 : came + 1;
    }

    private static Climb climb(TrialRecord trial, Rungs rungs, int levels, Goal goal) {
        Climb climb = new Climb(trial, levels);
        if (!compared(trial)) {
            return climb;
        }
        for (Reading reading : trial.curve()) {
            while (climb.reached < Math.min(levels, rungs.size()) && rungs.level(climb.reached) <= reading.step()) {
                climb.costs[climb.reached++] = cost(reading.value(), goal);
            }
        }
        if (trial.outcome() == Outcome.SUCCEEDED && !trial.objectives().isEmpty()) {
            double end = cost(trial.objectives().get(0), goal);
            while (climb.reached < levels) {
                climb.costs[climb.reached++] = end;
            }
            climb.costs[levels - 1] = end;
        }
        return climb;
    }

    private static double cost(double value, Goal goal) {
        return (goal == Goal.MAXIMIZE ? -value : value) + 0.0;
    }

    private static void score(List<Climb> climbs, int levels) {
        List<Climb> at = climbs;
        List<Climb> sorted = sorted(at, 0);
        for (int i = 0; i < sorted.size(); i++) {
            sorted.get(i).score = NORMAL.inverseCumulativeProbability((i + 0.5) / sorted.size());
        }
        double[] trust = new double[levels];
        Arrays.fill(trust, 1);
        for (int level = 1; level < levels; level++) {
            int here = level;
            at = at.stream().filter(climb -> climb.reached > here).toList();
            trust[level - 1] = agreement(at, level);
            double[] scores =
                    at.stream().mapToDouble(climb -> climb.score).sorted().toArray();
            List<Climb> order = sorted(at, level);
            for (int i = 0; i < scores.length; i++) {
                order.get(i).score = scores[i];
            }
        }
        for (Climb climb : climbs) {
            for (int level = climb.reached - 1; level < levels - 1; level++) {
                climb.score *= trust[level];
            }
        }
    }

    private static List<Climb> sorted(List<Climb> climbs, int level) {
        List<Climb> sorted = new ArrayList<>(climbs);
        // stable, so that ties go to the earlier; Double.compare puts NaN last, which is worst
        sorted.sort(Comparator.comparingDouble(climb -> climb.costs[level]));
        return sorted;
    }

    /** How far the order at the level below tells that at a level, from 0 to 1. */
    private static double agreement(List<Climb> both, int level) {
        List<Climb> last = both.subList(Math.max(0, both.size() - MOST_COMPARED), both.size());
        if (last.size() < FEWEST_COMPARED) {
            return USUAL_TAU;
        }
        double[] below = last.stream().mapToDouble(c -> c.costs[level - 1]).toArray();
        double[] here = last.stream().mapToDouble(c -> c.costs[level]).toArray();
        double tau = 2 * Concordance.share(below, here) - 1;
        double weighed = (tau * last.size() + USUAL_TAU * USUAL_TRIALS) / (last.size() + USUAL_TRIALS);
        return Math.max(0, weighed);
    }
}
