package org.attune.search.stopping;

import org.attune.search.strategy.Goal;
import org.attune.search.strategy.Options;
import org.jspecify.annotations.Nullable;

/**
 * Stops a trial when its learning curve, gone on with to the step of a whole trial, will hardly be better than the best
 * whole trial; see {@link CurveForecast}. Until one trial is whole none is stopped. A value costs O(points) for at most
 * {@value Curve#MOST_POINTS} points.
 */
final class CurveRule implements StoppingRule {

    /** The fewest points from which a curve is gone on with. */
    private static final int LEAST_POINTS = 4;

    /** What can be set: the step of a whole trial, the chance below which one is stopped, and when to look. */
    record Settings(long max, double chance, Pace pace) {

        private static final double CHANCE = 0.05;

        static Settings read(Options options) {
            if (!options.flag("experimental", false)) {
                options.problem(
                        "experimental",
                        options.raw("experimental") == null ? "nothing" : "false",
                        "experimental: true, as curves are often foretold wrongly");
            }
            if (options.raw("max") == null) {
                options.problem("max", "nothing", "max, the step at which trials end by themselves");
            }
            return new Settings(
                    options.whole("max", Long.MAX_VALUE, 2, Long.MAX_VALUE),
                    options.real("chance", CHANCE, 0, 1),
                    Pace.read(options, LEAST_POINTS));
        }
    }

    private final Settings settings;
    private final Goal goal;
    private final Curves curves = new Curves();
    private double best = Double.NaN;

    CurveRule(Settings settings, Goal goal) {
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
        if (step >= settings.max()) {
            best = Double.compare(own.best(), best) < 0 ? own.best() : best;
            return Verdict.CONTINUE;
        }
        if (Double.isNaN(best)
                || Double.compare(own.best(), best) <= 0
                || !settings.pace().judges(step, before)) {
            return Verdict.CONTINUE;
        }
        double chance = chance(own);
        if (!(chance < settings.chance())) {
            return Verdict.CONTINUE;
        }
        onEnd(trial);
        return new Verdict.Stop("curve: at step " + step + " the chance to be better than " + Costs.show(best, goal)
                + " at step " + settings.max() + " is " + Costs.show(chance));
    }

    /** The chance to become better than the best; 1 where too little is known. */
    private double chance(Curve curve) {
        double[] steps = new double[curve.size()];
        double[] costs = new double[curve.size()];
        int count = 0;
        for (int i = 0; i < curve.size(); i++) {
            if (curve.step(i) > 0 && Double.isFinite(curve.cost(i))) {
                steps[count] = curve.step(i);
                costs[count++] = curve.cost(i);
            }
        }
        return count < LEAST_POINTS ? 1 : new CurveForecast(steps, costs, count).below((double) settings.max(), best);
    }

    @Override
    public void onEnd(int trial) {
        curves.forget(trial);
    }
}
