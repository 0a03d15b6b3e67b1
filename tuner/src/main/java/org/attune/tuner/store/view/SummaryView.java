package org.attune.tuner.store.view;

import java.time.Instant;
import java.util.Map;
import org.attune.runner.worker.FailureKind;
import org.attune.tuner.study.StudyState;
import org.jspecify.annotations.Nullable;

/**
 * How a study stands, in a few numbers.
 *
 * @param failures failed trials by kind
 * @param maxTrials null when something else ends the study
 * @param best null while no trial has ended well
 * @param trialSeconds the time that its ended trials took, in all
 */
public record SummaryView(
        String studyId,
        StudyState state,
        String reason,
        Counts trials,
        @Nullable Integer maxTrials,
        @Nullable BestView best,
        Map<FailureKind, Integer> failures,
        double trialSeconds,
        Instant createTime,
        @Nullable Instant endTime,
        String etag) {}
