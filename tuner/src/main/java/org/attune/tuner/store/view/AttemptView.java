package org.attune.tuner.store.view;

import java.time.Instant;
import java.util.List;
import org.attune.cluster.gang.GangOutcome;
import org.attune.cluster.gang.RankPlace;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;
import org.attune.tuner.study.Attempt;
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
 * @param ranks how each rank ended and what it used; empty before the end
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
        List<RankView> ranks,
        Instant createTime,
        @Nullable Instant startTime,
        @Nullable Instant endTime) {

    /** How a row is shown. */
    public static AttemptView of(Attempt attempt) {
        GangOutcome outcome = attempt.outcome();
        ExitOutcome first = outcome == null ? null : outcome.first();
        boolean failed = first != null && first.kind() != FailureKind.NONE;
        return new AttemptView(
                attempt.number(),
                attempt.state(),
                attempt.runner(),
                attempt.claim() == null
                        ? List.of()
                        : attempt.claim().places().stream().map(RankPlace::node).toList(),
                outcome != null && failed ? outcome.firstRank() : null,
                first != null && failed ? first.kind() : null,
                first == null || first.exitCode() < 0 ? null : first.exitCode(),
                first == null || first.signal() == 0 ? null : first.signal(),
                first == null ? null : first.cause(),
                first == null ? List.of() : first.lastLines(),
                outcome == null ? null : outcome.parseReport(),
                outcome == null ? List.of() : outcome.alsoPrinted(),
                outcome == null
                        ? List.of()
                        : outcome.ranks().stream().map(RankView::of).toList(),
                Instant.ofEpochMilli(attempt.createdMillis()),
                timeOrNull(attempt.startedMillis()),
                timeOrNull(attempt.endedMillis()));
    }

    static @Nullable Instant timeOrNull(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }
}
