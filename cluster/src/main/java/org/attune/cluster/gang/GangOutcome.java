package org.attune.cluster.gang;

import java.util.List;
import org.attune.runner.worker.ExitOutcome;
import org.jspecify.annotations.Nullable;

/**
 * How a whole gang ended. The cause counts: workers that were ended because another died do not hide it.
 *
 * @param firstRank rank of the worker that decided the outcome; 0 when all ended well
 * @param first that worker's end; {@code FailureKind.NONE} when all ended well
 * @param stopped whether the end was asked for ({@link GangRunner#stop}); then the workers' signals are no failure
 * @param parseReport one line on the metrics that were read, for people ("41 points from stdout, 3 lines ignored")
 * @param alsoPrinted metric names that were printed but are not collected, at most 50
 * @param ranks how each rank ended, by rank; empty when no rank ever ran
 */
public record GangOutcome(
        int firstRank,
        ExitOutcome first,
        boolean stopped,
        String parseReport,
        List<String> alsoPrinted,
        List<RankEnd> ranks) {

    /** Copies the lists; what was stored before ranks were kept has none. */
    public GangOutcome {
        alsoPrinted = List.copyOf(alsoPrinted);
        @Nullable List<RankEnd> given = ranks;
        ranks = given == null ? List.of() : List.copyOf(given);
    }

    /** An outcome of which the single ranks do not matter. */
    public GangOutcome(
            int firstRank, ExitOutcome first, boolean stopped, String parseReport, List<String> alsoPrinted) {
        this(firstRank, first, stopped, parseReport, alsoPrinted, List.of());
    }
}
