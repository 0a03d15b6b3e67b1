package org.attune.tuner.store.view;

import java.time.Instant;
import java.util.List;
import org.attune.runner.worker.FailureKind;
import org.attune.tuner.study.AttemptState;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a trial as it is shown.
 *
 * @param runner empty for an external trial
 * @param nodes where its ranks stand, by rank; empty before they are claimed
 * @param firstRank the rank that decided the outcome; null before the end, and when all ended well
 * @param failure null before the end, and when it ended well
 * @param exitCode of the deciding rank; null when there is none
 * @param signal that ended the deciding rank; null for none
 * @param cause one sentence; null before the end
 * @param lastLines what the deciding rank printed last
 * @param parseReport what was read of metrics, one line; null before the end
 * @param alsoPrinted metrics that were printed and not collected
 */
public record AttemptView(
        int number,
        AttemptState state,
        String runner,
        List<String> nodes,
        @Nullable Integer firstRank,
        @Nullable FailureKind failure,
        @Nullable Integer exitCode,
        @Nullable Integer signal,
        @Nullable String cause,
        List<String> lastLines,
        @Nullable String parseReport,
        List<String> alsoPrinted,
        Instant createTime,
        @Nullable Instant startTime,
        @Nullable Instant endTime) {}
