package org.attune.tuner.store.view;

import java.util.Map;
import org.attune.tuner.study.TrialState;

/** How many trials of a study are in each state. */
public record Counts(
        int queued,
        int placing,
        int starting,
        int running,
        int paused,
        int stopping,
        int succeeded,
        int pruned,
        int failed,
        int infeasible,
        int cancelled,
        int total) {

    /** From a map of counts; states that are absent count 0. */
    public static Counts of(Map<TrialState, Integer> by) {
        return new Counts(
                by.getOrDefault(TrialState.QUEUED, 0),
                by.getOrDefault(TrialState.PLACING, 0),
                by.getOrDefault(TrialState.STARTING, 0),
                by.getOrDefault(TrialState.RUNNING, 0),
                by.getOrDefault(TrialState.PAUSED, 0),
                by.getOrDefault(TrialState.STOPPING, 0),
                by.getOrDefault(TrialState.SUCCEEDED, 0),
                by.getOrDefault(TrialState.PRUNED, 0),
                by.getOrDefault(TrialState.FAILED, 0),
                by.getOrDefault(TrialState.INFEASIBLE, 0),
                by.getOrDefault(TrialState.CANCELLED, 0),
                by.values().stream().mapToInt(Integer::intValue).sum());
    }
}
