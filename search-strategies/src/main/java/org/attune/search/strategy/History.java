package org.attune.search.strategy;

import java.util.ArrayList;
import java.util.List;

/**
 * All that a strategy is told of a study.
 *
 * @param nextTrial the number of the first trial proposed now, from 1; further proposals become the numbers after it
 * @param trials the trials so far, pending ones included, in the order in which their results became known
 */
public record History(int nextTrial, List<TrialRecord> trials) {

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException when the next trial is below 1
     */
    public History {
        if (nextTrial < 1) {
            throw new IllegalArgumentException("the next trial is " + nextTrial + ", expected 1 or more");
        }
        trials = List.copyOf(trials);
    }

    /** The history of a study that has no trials yet. */
    public static History empty() {
        return new History(1, List.of());
    }

    /** This history after proposals have become pending trials, numbered from {@link #nextTrial}. */
    public History plus(List<Proposal> proposals) {
        List<TrialRecord> all = new ArrayList<>(trials);
        for (Proposal proposal : proposals) {
            all.add(TrialRecord.pending(nextTrial + all.size() - trials.size(), proposal.assignment()));
        }
        return new History(nextTrial + proposals.size(), all);
    }
}
