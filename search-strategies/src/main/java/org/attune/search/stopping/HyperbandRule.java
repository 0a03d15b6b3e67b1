package org.attune.search.stopping;

import java.util.ArrayList;
import java.util.List;
import org.attune.search.strategy.Goal;

/**
 * Hyperband of the kind that stops (Li et al., 2018): each trial belongs to a bracket, and each bracket halves
 * successively among its own trials, from its own first rung on. The last bracket never stops anything. A trial's
 * bracket follows from its number alone.
 */
final class HyperbandRule implements StoppingRule {

    private final Rungs rungs;
    private final Brackets brackets;
    private final List<AshaRule> rules = new ArrayList<>();

    HyperbandRule(Rungs rungs, Goal goal) {
        this.rungs = rungs;
        brackets = new Brackets(rungs);
        for (int bracket = 0; bracket < rungs.size(); bracket++) {
            String name = "Hyperband, bracket " + (bracket + 1) + " of " + rungs.size();
            rules.add(new AshaRule(name, rungs.from(bracket), goal));
        }
    }

    @Override
    public Verdict onValue(int trial, long step, double value) {
        return rules.get(brackets.of(trial)).onValue(trial, step, value);
    }

    @Override
    public void onEnd(int trial) {
        rules.get(brackets.of(trial)).onEnd(trial);
    }

    @Override
    public boolean halves() {
        return true;
    }

    @Override
    public Rungs rungs() {
        return rungs;
    }
}
