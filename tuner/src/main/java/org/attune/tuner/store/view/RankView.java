package org.attune.tuner.store.view;

import java.util.List;
import org.attune.cluster.gang.RankEnd;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.WorkerUsage;
import org.jspecify.annotations.Nullable;

/**
 * How one rank of an attempt ended and what it used, as it is shown.
 *
 * @param failure null when it ended well
 * @param exitCode null when there is none
 * @param signal that ended it; null for none
 * @param lastLines what it printed last; empty when it ended well
 * @param usage null when it was not measured
 */
public record RankView(
        int rank,
        String node,
        @Nullable FailureKind failure,
        @Nullable Integer exitCode,
        @Nullable Integer signal,
        String cause,
        List<String> lastLines,
        @Nullable UsageView usage) {

    /**
     * What was used.
     *
     * @param memoryPeakBytes null when the worker was too short to be sampled
     * @param deviceBusy null without devices that say so
     * @param devicePeakBytes null without devices that say so
     */
    public record UsageView(
            double cpuSeconds,
            @Nullable Long memoryPeakBytes,
            @Nullable Double deviceBusy,
            @Nullable Long devicePeakBytes) {

        /** How a measurement is shown. */
        public static UsageView of(WorkerUsage usage) {
            boolean devices = usage.deviceBusy() >= 0;
            return new UsageView(
                    usage.cpuSeconds(),
                    usage.memoryPeakBytes() == 0 ? null : usage.memoryPeakBytes(),
                    devices ? usage.deviceBusy() : null,
                    devices ? usage.devicePeakBytes() : null);
        }
    }

    static RankView of(RankEnd end) {
        ExitOutcome outcome = end.outcome();
        WorkerUsage usage = end.usage();
        return new RankView(
                end.rank(),
                end.node(),
                outcome.kind() == FailureKind.NONE ? null : outcome.kind(),
                outcome.exitCode() < 0 ? null : outcome.exitCode(),
                outcome.signal() == 0 ? null : outcome.signal(),
                outcome.cause(),
                outcome.lastLines(),
                usage == null ? null : UsageView.of(usage));
    }
}
