package org.attune.tuner.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.attune.runner.worker.FailureKind;

/**
 * What came of a trial.
 *
 * @param metrics final values by metric, objectives first; the objective's is the one that counts by {@code take};
 *     empty
 *     when nothing was reported
 * @param step step of the objective's value; -1 when there is none
 * @param failure why it failed; {@link FailureKind#NONE} when it did not
 * @param reason a sentence for a person; empty when there is nothing to say
 */
public record TrialResult(Map<String, Double> metrics, long step, FailureKind failure, String reason) {

    /** Nothing yet. */
    public static final TrialResult NONE = new TrialResult(Map.of(), -1, FailureKind.NONE, "");

    public TrialResult {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }
}
