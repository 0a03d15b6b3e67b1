package org.attune.search.tpe;

import java.util.List;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.Standing;
import org.attune.search.strategy.TrialRecord;

/**
 * What an ended trial says.
 *
 * @param point where it was
 * @param standing how it compares by its first objective
 * @param costs the costs of all objectives when there are several and the trial succeeded, otherwise empty
 */
record Observation(Point point, Standing standing, double[] costs) {

    private static final double[] NONE = {};

    static Observation of(Point point, TrialRecord trial, List<Goal> goals) {
        Standing standing = Standing.of(trial, goals);
        if (goals.size() == 1 || standing.tier() != Standing.Tier.SUCCEEDED) {
            return new Observation(point, standing, NONE);
        }
        double[] costs = new double[goals.size()];
        for (int i = 0; i < costs.length; i++) {
            costs[i] = Standing.cost(trial.objectives().get(i), goals.get(i));
        }
        return new Observation(point, standing, costs);
    }
}
