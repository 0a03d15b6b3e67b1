package org.attune.search.stopping;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.Options;

/**
 * Progressive successive halving (PASHA; Bohdal et al., 2023): trials are paused and promoted as {@link PromotionRule}
 * does, but only up to a cap, which begins at the second rung. It rises by a rung when the order of the trials that
 * came to the cap is not their order at the rung before, ties of {@link Crossings} apart: as long as the order is settled
 * longer trials would teach nothing. When no new trial comes there is no cap any more, so that the best become whole.
 *
 * <p>A value at the cap costs O(trials there · log) and up to 50² comparisons of curves.
 */
final class PashaRule implements StoppingRule {

    /** What can be set: the rungs. */
    record Settings(Rungs rungs) {

        private static final int ETA = 3;

        static Settings read(Options options) {
            int eta = (int) options.whole("eta", ETA, 2, Rungs.MOST_ETA);
            long min = options.whole("min", 1, 1, Long.MAX_VALUE);
            long max = options.whole("max", Long.MAX_VALUE, 1, Long.MAX_VALUE);
            if (max < min) {
                options.problem("max", max, "at least min, which is " + min);
                max = min;
            }
            Pace.readAxis(options);
            Rungs rungs = Rungs.of(min, max, eta);
            int open = rungs.capped() && rungs.size() > 1 ? rungs.top() : rungs.size();
            // who came to the last rung below max goes on to the end by itself
            return new Settings(new Rungs(rungs.levels().subList(0, open), false, eta));
        }
    }

    /** What is known of a trial: its curve, and its cost at each rung that it has passed. */
    private static final class Climber {
        private final Curve curve = new Curve();
        private final List<Double> costs = new ArrayList<>();
        private boolean over;
    }

    private final PromotionRule inner;
    private final Rungs rungs;
    private final Goal goal;
    private final Map<Integer, Climber> climbers = new LinkedHashMap<>();
    private int cap = 1;

    PashaRule(Settings settings, Goal goal) {
        this.rungs = settings.rungs();
        this.goal = goal;
        this.inner = new PromotionRule("PASHA", rungs, false, goal);
    }

    @Override
    public boolean halves() {
        return true;
    }

    @Override
    public Rungs rungs() {
        return rungs;
    }

    /** The rung to which trials are promoted at most, from 0. */
    int cap() {
        return cap;
    }

    @Override
    public Verdict onValue(int trial, long step, double value) {
        Climber climber = climbers.computeIfAbsent(trial, number -> new Climber());
        if (!climber.over && step > climber.curve.lastStep()) {
            double cost = Costs.of(value, goal);
            climber.curve.add(step, cost);
            int before = climber.costs.size();
            while (climber.costs.size() < rungs.size() && rungs.level(climber.costs.size()) <= step) {
                climber.costs.add(cost);
            }
            if (before <= cap && climber.costs.size() > cap && cap < rungs.top() && !settled()) {
                cap++;
            }
        }
        return inner.onValue(trial, step, value);
    }

    /** Whether the trials at the cap stand in the order that they had at the rung before, ties apart. */
    private boolean settled() {
        List<Climber> now = new ArrayList<>();
        for (Climber climber : climbers.values()) {
            if (climber.costs.size() > cap) {
                now.add(climber);
            }
        }
        now.sort(Comparator.comparing(climber -> climber.costs.get(cap)));
        List<Climber> then = new ArrayList<>(now);
        then.sort(Comparator.comparing(climber -> climber.costs.get(cap - 1)));
        double noise =
                Crossings.noise(now.stream().map(climber -> climber.curve).toList());
        for (int i = 0; i < now.size(); i++) {
            double gap =
                    Math.abs(now.get(i).costs.get(cap - 1) - then.get(i).costs.get(cap - 1));
            if (now.get(i) != then.get(i) && !(gap <= noise)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Optional<Promotion> promotion(IntPredicate ready, boolean last) {
        return inner.promotion(trial -> ready.test(trial) && (last || passed(trial) <= cap), last);
    }

    private int passed(int trial) {
        Climber climber = climbers.get(trial);
        return climber == null ? 0 : climber.costs.size();
    }

    @Override
    public void onResume(int trial) {
        inner.onResume(trial);
    }

    @Override
    public void onEnd(int trial) {
        climbers.computeIfAbsent(trial, number -> new Climber()).over = true;
        inner.onEnd(trial);
    }
}
