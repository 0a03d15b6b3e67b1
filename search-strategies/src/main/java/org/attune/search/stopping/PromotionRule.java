package org.attune.search.stopping;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.attune.search.strategy.Goal;

/**
 * Asynchronous successive halving of the kind that pauses and promotes, with the guards that delay a promotion until
 * enough is known (D-ASHA, as in Hyper-Tune, Li et al., 2022). A trial is paused at its first rung and at every one it is
 * promoted to. When there is room, rungs are looked through from the top; from rung k the best trial not yet promoted
 * goes on if it is among the best 1/eta of those that came there, if no more than 1/eta of them are promoted then, and
 * if at least eta^(K-k) came there, as many as successive halving would wait for. K is the rung of whole trials; where
 * nobody knows that step it is the first rung that no trial has come to, so the ladder grows with the study. Ties go to
 * the earlier value.
 *
 * <p>As Hyperband it gives each trial a first rung when its first value comes, in turn; once
 * {@value #WHOLE_BEFORE_WEIGHTS} trials are whole, one of the two first rungs that are worth most: its share times how
 * well the order at that rung has foretold the order of whole trials, to the third power.
 *
 * <p>A value costs O(trials at the rung) moves at a rung and O(1) between rungs, a promotion O(trials at the rungs).
 */
final class PromotionRule implements StoppingRule {

    static final int WHOLE_BEFORE_WEIGHTS = 24;

    /** What is known of a trial. */
    private static final class Climber {
        private final double[] costs;
        private int base;
        private long lastStep = Long.MIN_VALUE;

        /** How many rungs it has passed, whether it was meant to or not; their costs are known. */
        private int passed;

        /** Up to where it has come in among others: rungs base to entered - 1. */
        private int entered;

        private boolean paused;
        private boolean over;

        Climber(int rungs, int base) {
            this.costs = new double[rungs];
            this.base = base;
            this.entered = base;
        }
    }

    private final String name;
    private final Rungs rungs;
    private final Goal goal;
    private final Standings[] standings;
    private final FirstRungs firstRungs;
    private final Map<Integer, Climber> climbers = new HashMap<>();

    PromotionRule(String name, Rungs rungs, boolean brackets, Goal goal) {
        this.name = name;
        this.rungs = rungs;
        this.goal = goal;
        this.standings = new Standings[rungs.size()];
        for (int k = 0; k < standings.length; k++) {
            standings[k] = new Standings();
        }
        this.firstRungs = new FirstRungs(rungs, brackets);
    }

    @Override
    public boolean halves() {
        return true;
    }

    @Override
    public Rungs rungs() {
        return rungs;
    }

    @Override
    public Verdict onValue(int trial, long step, double value) {
        Climber climber = climbers.get(trial);
        if (climber == null) {
            climber = new Climber(rungs.size(), firstRungs.next());
            climbers.put(trial, climber);
        }
        if (climber.over || step <= climber.lastStep) {
            return Verdict.CONTINUE;
        }
        climber.lastStep = step;
        double cost = Costs.of(value, goal);
        while (climber.passed < rungs.size() && rungs.level(climber.passed) <= step) {
            climber.costs[climber.passed++] = cost;
            if (climber.passed == rungs.size() && rungs.capped()) {
                firstRungs.whole(climber.costs);
            }
        }
        if (climber.paused || climber.entered >= climber.passed) {
            return Verdict.CONTINUE;
        }
        return enter(trial, climber);
    }

    /** The trial comes to rungs that it has passed. */
    private Verdict enter(int trial, Climber climber) {
        int rank = 0;
        for (int k = climber.entered; k < climber.passed; k++) {
            if (k > climber.base) {
                standings[k - 1].promote(trial);
            }
            rank = standings[k].add(trial, climber.costs[k]);
        }
        climber.entered = climber.passed;
        int rung = climber.passed - 1;
        if (rungs.capped() && rung == rungs.top()) {
            return Verdict.CONTINUE;
        }
        double cost = climber.costs[rung];
        String where = name + ": " + Costs.show(cost, goal) + " at the rung of step " + rungs.level(rung);
        if (Double.isNaN(cost)) {
            climber.over = true;
            return new Verdict.Stop(where);
        }
        climber.paused = true;
        return new Verdict.Pause(where + ", rank " + rank + " of " + standings[rung].size() + " so far");
    }

    @Override
    public Optional<Promotion> promotion(IntPredicate ready, boolean last) {
        int highest = rungs.capped() ? rungs.top() : frontier();
        for (int k = Math.min(highest, rungs.size()) - 1; k >= 0; k--) {
            Optional<Promotion> found = from(k, highest, ready, last);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The first rung that no trial has come to. */
    private int frontier() {
        int rung = 0;
        while (rung < standings.length && standings[rung].size() > 0) {
            rung++;
        }
        return rung;
    }

    private Optional<Promotion> from(int k, int highest, IntPredicate ready, boolean last) {
        Standings rung = standings[k];
        int came = rung.size();
        int best = came / rungs.eta();
        if (last) {
            best = Math.max(best, Math.min(1, came));
        } else if ((rung.promoted() + 1L) * rungs.eta() > came || came < Math.pow(rungs.eta(), highest - k)) {
            return Optional.empty();
        }
        int place = rung.candidate(best, trial -> promotable(trial) && ready.test(trial));
        if (place < 0) {
            return Optional.empty();
        }
        return Optional.of(new Promotion(
                rung.trial(place),
                name + ": rank " + (place + 1) + " of " + came + " at the rung of step " + rungs.level(k)));
    }

    private boolean promotable(int trial) {
        Climber climber = climbers.get(trial);
        return climber != null && climber.paused && !climber.over;
    }

    @Override
    public void onResume(int trial) {
        Climber climber = climbers.get(trial);
        if (climber != null && climber.paused) {
            climber.paused = false;
            standings[climber.entered - 1].promote(trial);
        }
    }

    @Override
    public void onEnd(int trial) {
        climbers.computeIfAbsent(trial, number -> new Climber(rungs.size(), 0)).over = true;
    }
}
