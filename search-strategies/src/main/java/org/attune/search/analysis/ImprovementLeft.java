package org.attune.search.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.attune.search.space.Assignment;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.Outcome;
import org.attune.search.strategy.TrialRecord;

/**
 * What a search can still gain by going on, judged from how often and by how much it improved of late.
 *
 * <p>Improvements of a search come ever more rarely: among independent draws trial n is the best so far with chance 1/n,
 * so that equally many fall between n/4 and n as between n and 4n (Rényi, 1962). A strategy that learns has more of
 * them, by a factor that is estimated from the last three quarters of the trials. Their number to come is that of a
 * Poisson process in ln n; each is taken for as large as the recent ones were on average, which does not underrate
 * them, as improvements shrink. Where there was none of late, the mean distance of the best √n values from the next one is taken:
 * for exponential tails the expected size of an improvement. This is a bound from recent statistics and not one from a model
 * of the objective: a search that is stuck where a model would see hope looks finished.
 *
 * @param trials how many trials with a value it is judged from
 * @param horizon the trials to come that it is about
 * @param lastImprovement the number of the trial that is the best so far
 * @param expected by how much the best value is expected to improve
 * @param upper by how much at most: the 95 % limit of the number of improvements times the largest recent one,
 *     or that mean distance where it is larger
 * @param noise the standard deviation of the results of one point, where points were repeated: an expected improvement
 *     below it is not worth waiting for
 */
public record ImprovementLeft(
        int trials, int horizon, int lastImprovement, double expected, double upper, OptionalDouble noise) {

    private static final int FEWEST_TRIALS = 8;
    /** The recent trials are those after this share of all. */
    private static final int RECENT_FROM = 4;

    private static final double LIMIT = 0.95;
    /** Jeffreys' prior of a Poisson rate. */
    private static final double PRIOR = 0.5;

    /**
     * Judges.
     *
     * @param trials in the order in which their results became known
     * @param objective which of the objectives, from 0
     * @param goal which way it is better
     * @param horizon how many trials ahead to look, at least 1
     * @return empty when fewer than eight trials have a finite value
     */
    public static Optional<ImprovementLeft> of(List<TrialRecord> trials, int objective, Goal goal, int horizon) {
        double best = Double.POSITIVE_INFINITY;
        List<Double> values = new ArrayList<>();
        int bestTrial = 0;
        int count = 0;
        List<double[]> improvements = new ArrayList<>();
        Map<Assignment, List<Double>> repeats = new HashMap<>();
        for (TrialRecord trial : trials) {
            if (trial.outcome() != Outcome.SUCCEEDED || trial.objectives().size() <= objective) {
                continue;
            }
            double given = trial.objectives().get(objective);
            double value = goal == Goal.MAXIMIZE ? -given : given;
            if (!Double.isFinite(value)) {
                continue;
            }
            count++;
            repeats.computeIfAbsent(trial.assignment(), key -> new ArrayList<>())
                    .add(value);
            if (value < best) {
                if (count > 1) {
                    improvements.add(new double[] {count, best - value});
                }
                best = value;
                bestTrial = trial.number();
            }
            values.add(value);
        }
        if (count < FEWEST_TRIALS) {
            return Optional.empty();
        }
        int all = count;
        double[] sizes = improvements.stream()
                .filter(each -> each[0] * RECENT_FROM > all)
                .mapToDouble(each -> each[1])
                .toArray();
        double excess = excess(values);
        double mean = sizes.length > 0 ? 0 : excess;
        double largest = excess;
        if (sizes.length > 0) {
            for (double size : sizes) {
                mean += size / sizes.length;
                largest = Math.max(largest, size);
            }
        }
        double ahead = Math.log1p(Math.max(1, horizon) / (double) count) / Math.log(RECENT_FROM);
        double most = new GammaDistribution(null, sizes.length + 1.0, 1).inverseCumulativeProbability(LIMIT);
        return Optional.of(new ImprovementLeft(
                count,
                Math.max(1, horizon),
                bestTrial,
                (sizes.length + PRIOR) * ahead * mean,
                most * ahead * largest,
                noise(repeats)));
    }

    /** The mean distance of the best values, as many as the root of all, from the best of the rest. */
    private static double excess(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int count = (int) Math.ceil(Math.sqrt(sorted.length));
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += sorted[count] - sorted[i];
        }
        return sum / count;
    }

    /** The pooled standard deviation of results of equal points. */
    private static OptionalDouble noise(Map<Assignment, List<Double>> repeats) {
        double squares = 0;
        int freedom = 0;
        for (List<Double> values : repeats.values()) {
            double mean =
                    values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
            for (double value : values) {
                squares += (value - mean) * (value - mean);
            }
            freedom += values.size() - 1;
        }
        return freedom > 0 ? OptionalDouble.of(Math.sqrt(squares / freedom)) : OptionalDouble.empty();
    }
}
