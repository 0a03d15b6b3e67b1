package org.attune.tuner.store.view;

import java.util.Map;

/**
 * Everything in numbers.
 *
 * @param commits number of the newest commit
 * @param studies counts by state
 * @param trials counts by stored state
 */
public record Totals(long commits, Map<String, Long> studies, Map<String, Long> trials) {
    public Totals {
        studies = Map.copyOf(studies);
        trials = Map.copyOf(trials);
    }
}
