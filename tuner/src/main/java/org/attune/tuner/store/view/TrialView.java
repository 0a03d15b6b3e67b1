package org.attune.tuner.store.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.attune.runner.worker.FailureKind;
import org.attune.tuner.study.TrialState;
import org.jspecify.annotations.Nullable;

/**
 * A trial as it is shown.
 *
 * @param name {@code studies/ID/trials/7}
 * @param studyId the study's name
 * @param state PLACING and STARTING are derived from its live attempt
 * @param metrics final values, objectives first; while it runs, the latest ones
 * @param step of the objective's value, while it runs the latest step; null before the first
 * @param origin who proposed it
 * @param durationSeconds from start to end; null while it has not ended
 * @param failure null when it did not fail
 * @param reason a sentence; empty for none
 * @param attempts in order
 * @param leaseExpireTime of an external trial
 * @param clientId of an external trial whose client gave one
 */
public record TrialView(
        String name,
        String studyId,
        int number,
        TrialState state,
        Map<String, Object> parameters,
        Map<String, Double> metrics,
        @Nullable Long step,
        String origin,
        @Nullable FailureKind failure,
        String reason,
        Instant createTime,
        @Nullable Instant startTime,
        @Nullable Instant endTime,
        @Nullable Double durationSeconds,
        List<AttemptView> attempts,
        @Nullable Instant leaseExpireTime,
        @Nullable String clientId,
        String etag) {}
