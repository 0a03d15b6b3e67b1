package org.attune.search.stopping;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.Options;

/**
 * Stops a trial that has not become better by more than a margin for so many reports in a row, whatever the others do.
 * A value costs O(1).
 */
final class PatienceRule implements StoppingRule {

    /** What can be set: the reports to wait for, the margin, and the last step from which nobody waits. */
    record Settings(long patience, double minDelta, long warmupSteps) {

        static Settings read(Options options) {
            Pace.readAxis(options);
            return new Settings(
                    options.whole("patience", 10, 1, Long.MAX_VALUE),
                    options.real("minDelta", 0, 0, Double.MAX_VALUE),
                    options.whole("warmupSteps", 0, 0, Long.MAX_VALUE));
        }
    }

    private static final class Progress {
        private long lastStep = Long.MIN_VALUE;
        private double best = Double.NaN;
        private long bestStep;
        private long since;
    }

    private final Settings settings;
    private final Goal goal;
    private final Map<Integer, Progress> running = new HashMap<>();
    private final Set<Integer> over = new HashSet<>();

    PatienceRule(Settings settings, Goal goal) {
        this.settings = settings;
        this.goal = goal;
    }

    @Override
    public Verdict onValue(int trial, long step, double value) {
        if (over.contains(trial)) {
            return Verdict.CONTINUE;
        }
        Progress progress = running.computeIfAbsent(trial, number -> new Progress());
        if (step <= progress.lastStep) {
            return Verdict.CONTINUE;
        }
        progress.lastStep = step;
        double cost = Costs.of(value, goal);
        // the first number is progress, whatever it is; NaN never is
        if (cost < progress.best - settings.minDelta() || (Double.isNaN(progress.best) && !Double.isNaN(cost))) {
            progress.best = cost;
            progress.bestStep = step;
            progress.since = 0;
        } else if (step > settings.warmupSteps()) {
            progress.since++;
        }
        if (progress.since < settings.patience()) {
            return Verdict.CONTINUE;
        }
        onEnd(trial);
        String best = Double.isNaN(progress.best)
                ? "no number"
                : "nothing better than " + Costs.show(progress.best, goal) + " of step " + progress.bestStep;
        return new Verdict.Stop(
                "patience: " + best + " in " + progress.since + " reports in a row, the last at step " + step);
    }

    @Override
    public void onEnd(int trial) {
        running.remove(trial);
        over.add(trial);
    }
}
