package org.attune.tuner.study;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.attune.cluster.gang.GangEvent;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.MetricPoint;
import org.attune.search.strategy.Proposals;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a study. The engine has no clock: every event carries the time at which it is taken. A {@code token}
 * names who waits for the answer; it comes back in {@link StudyEffect.Reply} or {@link StudyEffect.Told}.
 */
public sealed interface StudyEvent {

    /** Epoch milliseconds; the engine treats a time before that of an earlier event as that one. */
    long atMillis();

    /**
     * The first event of an engine's life, after it was made or rebuilt.
     *
     * @param newLeadership whether the runner is new too and knows of no attempt but by claim; false when only the
     *     study
     *     was rebuilt
     */
    record Begun(boolean newLeadership, long atMillis) implements StudyEvent {}

    /**
     * What a strategy proposed.
     *
     * @param history the number of ended trials that was asked at
     */
    record Proposed(int history, Proposals proposals, long atMillis) implements StudyEvent {}

    /** A strategy could not propose; the study cannot go on. */
    record ProposalFailed(int history, String why, long atMillis) implements StudyEvent {}

    /** A runner tells of a gang. */
    record GangTold(GangEvent event, long token, long atMillis) implements StudyEvent {}

    /** A runner tells points of one rank. */
    record PointsTold(AttemptId attempt, int rank, long position, List<MetricPoint> points, long token, long atMillis)
            implements StudyEvent {}

    /** A person moves the study: PAUSED, ACTIVE, STOPPING or CANCELLED. */
    record MoveAsked(StudyState to, String reason, long token, long atMillis) implements StudyEvent {}

    /** A person ends one trial. */
    record EndAsked(int trial, boolean cancel, String reason, long token, long atMillis) implements StudyEvent {}

    /**
     * A client asks for trials.
     *
     * @param count 1 to 100
     * @param clientId empty for none
     * @param patience how long to wait when there is none now; up to a minute
     */
    record SuggestAsked(
            int count,
            String clientId,
            Duration lease,
            Duration patience,
            @Nullable String requestId,
            long token,
            long atMillis)
            implements StudyEvent {}

    /**
     * A person adds a trial.
     *
     * @param parameters its point; checked against the space
     * @param metrics its result when that is known; empty to have it run
     * @param origin for people: "added by hand"
     * @param requestId the same id again is the same trial; null for none
     */
    record AddAsked(
            Map<String, Object> parameters,
            Map<String, Double> metrics,
            String origin,
            @Nullable String requestId,
            long token,
            long atMillis)
            implements StudyEvent {}

    /** A client reports points of a trial. */
    record ReportAsked(
            int trial, List<MetricPoint> points, @Nullable Duration lease, long token, long atMillis)
            implements StudyEvent {}

    /** A client ends its trial. */
    record CompleteAsked(
            int trial, Map<String, Double> metrics, TrialState state, String reason, long token, long atMillis)
            implements StudyEvent {}

    /** Time passes; asked for by {@link StudyEffect.WakeAt}, harmless at any other time. */
    record Tick(long atMillis) implements StudyEvent {}
}
