package org.attune.search.stopping;

import java.util.Arrays;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.Options;
import org.jspecify.annotations.Nullable;

/**
 * The median rule (Golovin et al., 2017). A trial is stopped at a step when its best value so far is strictly worse
 * than the median, over the other trials that have reached that step, of their average value up to it. A value costs
 * O(trials · log steps). Of each trial at most {@value Curve#MOST_POINTS} points are kept; of longer curves every
 * second point is dropped, and averages are then read at the last point kept before the step.
 */
final class MedianRule implements StoppingRule {

    /** What can be set: how many other trials must have reached a step, and the last step at which none is stopped. */
    record Settings(long warmupTrials, long warmupSteps) {

        private static final long MOST_TRIALS = 1_000_000;

        static Settings read(Options options) {
            Pace.readAxis(options);
            return new Settings(
                    options.whole("warmupTrials", 5, 1, MOST_TRIALS),
                    options.whole("warmupSteps", 5, 0, Long.MAX_VALUE));
        }
    }

    private final Settings settings;
    private final Goal goal;
    private final Curves curves = new Curves();

    MedianRule(Settings settings, Goal goal) {
        this.settings = settings;
        this.goal = goal;
    }

    @Override
    public Verdict onValue(int trial, long step, double value) {
        @Nullable Curve own = curves.next(trial, step);
        if (own == null) {
            return Verdict.CONTINUE;
        }
        own.add(step, Costs.of(value, goal));
        if (step <= settings.warmupSteps()) {
            return Verdict.CONTINUE;
        }
        double[] averages = curves.othersAt(step, own, curve -> curve.averageUpTo(step) + 0.0);
        if (averages.length < settings.warmupTrials()) {
            return Verdict.CONTINUE;
        }
        double median = median(averages);
        if (Double.compare(own.best(), median) <= 0) {
            return Verdict.CONTINUE;
        }
        onEnd(trial);
        return new Verdict.Stop("median: the best value up to step " + step + ", " + Costs.show(own.best(), goal)
                + ", is worse than " + Costs.show(median, goal) + ", the median of the averages of " + averages.length
                + " trials");
    }

    /** The middle cost, or the mean of the two in the middle; where one of these is no number, the worse one. */
    private static double median(double[] costs) {
        Arrays.sort(costs);
        int middle = costs.length / 2;
        double upper = costs[middle];
        if (costs.length % 2 == 1) {
            return upper;
        }
        double lower = costs[middle - 1];
        return Double.isFinite(lower) && Double.isFinite(upper) ? lower / 2 + upper / 2 : upper;
    }

    @Override
    public void onEnd(int trial) {
        curves.end(trial);
    }
}
