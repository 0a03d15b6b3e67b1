package org.attune.search.stopping;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.attune.search.strategy.Options;

/**
 * Stops a trial whose value leaves the bounds or is no number, as Optuna's {@code ThresholdPruner} does. A value costs
 * O(1).
 */
final class ThresholdRule implements StoppingRule {

    /** What can be set: the bounds, both allowed themselves, and when to look. */
    record Settings(double lower, double upper, Pace pace) {

        static Settings read(Options options) {
            double lower = bound(options, "lower", Double.NEGATIVE_INFINITY);
            double upper = bound(options, "upper", Double.POSITIVE_INFINITY);
            if (lower > upper) {
                options.problem("lower", lower, "at most upper, which is " + upper);
            }
            return new Settings(lower, upper, Pace.read(options, 0));
        }

        private static double bound(Options options, String name, double otherwise) {
            return options.real(name, otherwise, -Double.MAX_VALUE, Double.MAX_VALUE);
        }
    }

    private final Settings settings;
    private final Map<Integer, Long> lastSteps = new HashMap<>();
    private final Set<Integer> over = new HashSet<>();

    ThresholdRule(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Verdict onValue(int trial, long step, double value) {
        long before = lastSteps.getOrDefault(trial, Long.MIN_VALUE);
        if (over.contains(trial) || step <= before) {
            return Verdict.CONTINUE;
        }
        lastSteps.put(trial, step);
        if (!settings.pace().judges(step, before)) {
            return Verdict.CONTINUE;
        }
        String why = "";
        if (Double.isNaN(value)) {
            why = "is no number";
        } else if (value < settings.lower()) {
            why = "is below " + Costs.show(settings.lower());
        } else if (value > settings.upper()) {
            why = "is above " + Costs.show(settings.upper());
        }
        if (why.isEmpty()) {
            return Verdict.CONTINUE;
        }
        onEnd(trial);
        return new Verdict.Stop("threshold: " + Costs.show(value) + " at step " + step + " " + why);
    }

    @Override
    public void onEnd(int trial) {
        lastSteps.remove(trial);
        over.add(trial);
    }
}
