package org.attune.search.stopping;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.Options;

/**
 * Asynchronous successive halving, the variant that stops (Li et al., 2020). At the rungs min, min·eta, min·eta², …
 * below max a trial goes on only while its value is among the best 1/eta of all values seen at that rung so far;
 * among the first eta - 1 values, only the best goes on. Ties go to the earlier value. A trial that skips steps is
 * judged with the value at hand on every rung that it has passed since its last report. A value costs O(values at the
 * rung) moves at a rung and O(1) between rungs.
 */
final class AshaRule implements StoppingRule {

    /** What can be set: the rungs; of what they count steps the caller takes care. */
    record Settings(Rungs rungs, boolean promotes) {

        /**
         * The first rung of a ladder whose end is known is where one in so many of a whole trial's steps is done. What
         * trials report before tells little of their ends: on recorded learning curves of 50 steps, races that first
         * look after one step need 1.7 times as long to a good whole trial as those that look after three.
         */
        private static final long LEAST_PART = 20;

        static Settings read(Options options, boolean capped) {
            int eta = (int) options.whole("eta", 3, 2, Rungs.MOST_ETA);
            long known = options.raw("max") instanceof Number given ? Math.max(1, given.longValue()) : 1;
            long min = options.whole("min", 1 + (known - 1) / LEAST_PART, 1, Long.MAX_VALUE);
            if (capped && options.raw("max") == null) {
                options.problem("max", "nothing", "max, the step at which trials end by themselves");
            }
            long max = options.whole("max", Long.MAX_VALUE, 1, Long.MAX_VALUE);
            if (max < min) {
                options.problem("max", max, "at least min, which is " + min);
                max = min;
            }
            options.word("axis", "step", List.of("step", "seconds"));
            boolean promotes =
                    options.word("mode", "stop", List.of("stop", "promote")).equals("promote");
            return new Settings(Rungs.of(min, max, eta), promotes);
        }
    }

    private static final class Rung {
        private final long step;
        private final RankedValues values = new RankedValues();

        Rung(long step) {
            this.step = step;
        }
    }

    private static final class Progress {
        private long lastStep = Long.MIN_VALUE;
        private int nextRung;
    }

    private final String name;
    private final Rungs ladder;
    private final int eta;
    private final Goal goal;
    private final List<Rung> rungs = new ArrayList<>();
    private final Map<Integer, Progress> running = new HashMap<>();
    private final Set<Integer> over = new HashSet<>();

    /** A rule that stops at every rung but the one of whole trials; the name begins its reasons. */
    AshaRule(String name, Rungs rungs, Goal goal) {
        this.name = name;
        this.ladder = rungs;
        this.eta = rungs.eta();
        this.goal = goal;
        int judged = rungs.capped() ? rungs.top() : rungs.size();
        rungs.levels().subList(0, judged).forEach(level -> this.rungs.add(new Rung(level)));
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
        Verdict verdict = Verdict.CONTINUE;
        while (progress.nextRung < rungs.size() && rungs.get(progress.nextRung).step <= step) {
            Rung rung = rungs.get(progress.nextRung++);
            int rank = rung.values.add(cost);
            int seen = rung.values.size();
            if (verdict instanceof Verdict.Continue && rank > Math.max(1, seen / eta)) {
                verdict = new Verdict.Stop(reason(cost, step, rung, seen));
            }
        }
        if (verdict instanceof Verdict.Stop) {
            onEnd(trial);
        }
        return verdict;
    }

    private String reason(double cost, long step, Rung rung, int seen) {
        String at = step == rung.step ? "at that rung" : "at the rung of step " + rung.step;
        String where = name + ": " + Costs.show(cost, goal) + " at step " + step;
        return seen < eta
                ? where + " is not the best of the first " + seen + " trials " + at
                : where + " is not in the top 1/" + eta + " of " + seen + " trials " + at;
    }

    @Override
    public void onEnd(int trial) {
        running.remove(trial);
        over.add(trial);
    }

    @Override
    public boolean halves() {
        return true;
    }

    @Override
    public Rungs rungs() {
        return ladder;
    }
}
