package org.attune.search.stopping;

import java.util.Arrays;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.Options;
import org.jspecify.annotations.Nullable;

/**
 * Stops a trial at a step when its best value so far is worse than a percentile of the values that the other trials had
 * there. The comparison is that of Optuna's {@code PercentilePruner} (linear interpolation between ranks, judged at the
 * first report of each interval), with one difference: trials that still run or were stopped count too once they have
 * reached the step, so that it need not wait for whole trials. A value costs O(trials · log steps); as in the median
 * rule at most {@value Curve#MOST_POINTS} points of a trial are kept.
 */
final class PercentileRule implements StoppingRule {

    /** What can be set: the share that goes on in percent, how many others must have reached a step, when to look. */
    record Settings(double percentile, long warmupTrials, Pace pace) {

        private static final long MOST_TRIALS = 1_000_000;

        static Settings read(Options options) {
            return new Settings(
                    options.real("percentile", 25, 0, 100),
                    options.whole("warmupTrials", 5, 1, MOST_TRIALS),
                    Pace.read(options, 0));
        }
    }

    private final Settings settings;
    private final Goal goal;
    private final Curves curves = new Curves();

    PercentileRule(Settings settings, Goal goal) {
        this.settings = settings;
        this.goal = goal;
    }

    @Override
    public Verdict onValue(int trial, long step, double value) {
        @Nullable Curve own = curves.next(trial, step);
        if (own == null) {
            return Verdict.CONTINUE;
        }
        long before = own.lastStep();
        own.add(step, Costs.of(value, goal));
        if (!settings.pace().judges(step, before)) {
            return Verdict.CONTINUE;
        }
        double[] others = curves.othersAt(step, own, curve -> curve.at(step));
        if (others.length < settings.warmupTrials()) {
            return Verdict.CONTINUE;
        }
        double bound = percentile(others, settings.percentile());
        if (Double.compare(own.best(), bound) <= 0) {
            return Verdict.CONTINUE;
        }
        onEnd(trial);
        return new Verdict.Stop("percentile: the best value up to step " + step + ", " + Costs.show(own.best(), goal)
                + ", is worse than " + Costs.show(bound, goal) + ", the bound of the best "
                + Costs.show(settings.percentile()) + " % of " + others.length + " trials");
    }

    /** A percentile of costs, interpolated between ranks; where one of the two is not finite, the worse one. */
    private static double percentile(double[] costs, double percent) {
        Arrays.sort(costs);
        double place = percent * (costs.length - 1) / 100;
        int low = (int) Math.floor(place);
        double lower = costs[low];
        double upper = costs[Math.min(low + 1, costs.length - 1)];
        double part = place - low;
        if (part == 0) {
            return lower;
        }
        return Double.isFinite(lower) && Double.isFinite(upper) ? lower + (upper - lower) * part : upper;
    }

    @Override
    public void onEnd(int trial) {
        curves.end(trial);
    }
}
