package org.attune.search.stopping;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.Options;

/**
 * For trials whose steps are folds or instances of equal worth, and whose result is the mean over them: stops a trial
 * when it is significantly worse than the best one on the folds that both have, by the one-sided signed-rank test, as
 * Optuna's {@code WilcoxonPruner} does. It is never stopped while its mean is better. The best one is that with the best
 * mean among all others that have come as far and were not stopped, running ones included, so that parallel trials are
 * compared as well.
 *
 * <p>A value costs O(trials + folds), and O(folds³) for the exact test of up to {@value SignedRanks#MOST_EXACT} folds.
 */
final class WilcoxonRule implements StoppingRule {

    /** What can be set: the probability under chance below which a trial is stopped, the fewest folds in common. */
    record Settings(double chance, int warmupFolds) {

        private static final double CHANCE = 0.1;

        static Settings read(Options options) {
            return new Settings(
                    options.real("pThreshold", CHANCE, 0, 1), (int) options.whole("warmupFolds", 2, 1, Folds.MOST));
        }
    }

    private final Settings settings;
    private final Goal goal;
    private final Map<Integer, Folds> trials = new LinkedHashMap<>();
    private final Set<Integer> over = new HashSet<>();

    WilcoxonRule(Settings settings, Goal goal) {
        this.settings = settings;
        this.goal = goal;
    }

    @Override
    public Verdict onValue(int trial, long step, double value) {
        if (over.contains(trial)) {
            return Verdict.CONTINUE;
        }
        Folds own = trials.computeIfAbsent(trial, number -> new Folds());
        if (step <= own.lastStep() || !own.add(step, Costs.of(value, goal))) {
            return Verdict.CONTINUE;
        }
        int best = best(trial, step);
        Folds incumbent = trials.get(best);
        if (incumbent == null || Double.compare(own.mean(), incumbent.mean()) <= 0) {
            return Verdict.CONTINUE;
        }
        double[] differences = own.above(incumbent);
        if (differences.length < settings.warmupFolds()) {
            return Verdict.CONTINUE;
        }
        double chance = SignedRanks.chance(differences);
        if (!(chance < settings.chance())) {
            return Verdict.CONTINUE;
        }
        own.reject();
        onEnd(trial);
        return new Verdict.Stop("wilcoxon: mean " + Costs.show(own.mean(), goal) + " up to step " + step
                + " is worse than " + Costs.show(incumbent.mean(), goal) + " of trial " + best + ", p = "
                + Costs.show(chance) + " on " + differences.length + " folds of both");
    }

    /** The other trial with the best mean that has come as far; 0 for none. */
    private int best(int trial, long step) {
        int best = 0;
        double mean = Double.NaN;
        for (Map.Entry<Integer, Folds> other : trials.entrySet()) {
            Folds folds = other.getValue();
            if (other.getKey() != trial
                    && !folds.rejected()
                    && folds.lastStep() >= step
                    && Double.compare(folds.mean(), mean) < 0) {
                best = other.getKey();
                mean = folds.mean();
            }
        }
        return best;
    }

    @Override
    public void onEnd(int trial) {
        over.add(trial);
    }
}
