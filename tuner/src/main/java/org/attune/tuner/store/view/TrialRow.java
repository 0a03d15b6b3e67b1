package org.attune.tuner.store.view;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.attune.runner.worker.FailureKind;
import org.attune.tuner.study.TrialState;
import org.jspecify.annotations.Nullable;

/**
 * What lists, feeds and plots need of a trial; see {@link TrialView} for the words.
 *
 * @param objective value of the first objective; null while there is none
 * @param seq number of the commit that last changed it
 */
public record TrialRow(
        int number,
        TrialState state,
        Map<String, Object> parameters,
        Map<String, Double> metrics,
        @Nullable Double objective,
        @Nullable Long step,
        String origin,
        @Nullable FailureKind failure,
        String reason,
        Instant createTime,
        @Nullable Instant startTime,
        @Nullable Instant endTime,
        @Nullable Double durationSeconds,
        @Nullable String clientId,
        long seq) {

    public TrialRow {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }
}
