package org.attune.tuner.store.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.attune.runner.worker.FailureKind;
import org.attune.tuner.study.ClientLease;
import org.attune.tuner.study.Trial;
import org.attune.tuner.study.TrialResult;
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
 * @param leaseExpireTime of an external trial that its client has
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
        String etag) {

    /**
     * How a row is shown.
     *
     * @param metrics final values, or the latest ones while it runs
     * @param step of them; below 0 for none
     */
    public static TrialView of(
            String study,
            Trial trial,
            Map<String, Double> metrics,
            long step,
            List<AttemptView> attempts,
            String etag) {
        TrialResult result = trial.result();
        ClientLease lease = trial.lease();
        boolean timed = trial.endedMillis() > 0 && trial.startedMillis() > 0;
        boolean leased =
                lease != null && lease.untilMillis() > 0 && !trial.state().ended();
        return new TrialView(
                "studies/" + study + "/trials/" + trial.number(),
                study,
                trial.number(),
                trial.state(),
                trial.parameters(),
                metrics,
                step < 0 ? null : step,
                trial.origin(),
                result.failure() == FailureKind.NONE ? null : result.failure(),
                result.reason(),
                Instant.ofEpochMilli(trial.createdMillis()),
                AttemptView.timeOrNull(trial.startedMillis()),
                AttemptView.timeOrNull(trial.endedMillis()),
                timed ? (trial.endedMillis() - trial.startedMillis()) / 1000.0 : null,
                attempts,
                lease != null && leased ? Instant.ofEpochMilli(lease.untilMillis()) : null,
                lease == null || lease.clientId().isEmpty() ? null : lease.clientId(),
                etag);
    }
}
