package org.attune.cluster.gang;

import java.util.List;
import java.util.Map;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.WorkerUsage;

/**
 * One gang that a runner knows, for people.
 *
 * @param state {@code QUEUED}, {@code PREPARING}, {@code RUNNING}, {@code ENDING} or {@code SILENT}
 * @param why why it waits or is silent; empty when it runs
 * @param places where its ranks stand; empty while it waits
 * @param usage what its ranks have used so far, by rank; those that were not measured yet are missing
 */
public record GangView(
        AttemptId attempt,
        String study,
        String state,
        String why,
        int workers,
        Resources each,
        List<RankPlace> places,
        Map<Integer, WorkerUsage> usage) {

    public GangView {
        places = List.copyOf(places);
        usage = Map.copyOf(usage);
    }

    /** A gang of which nothing was measured. */
    public GangView(
            AttemptId attempt,
            String study,
            String state,
            String why,
            int workers,
            Resources each,
            List<RankPlace> places) {
        this(attempt, study, state, why, workers, each, places, Map.of());
    }
}
