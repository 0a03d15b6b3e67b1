package org.attune.cluster.gang;

import java.util.List;
import org.attune.runner.worker.AttemptId;

/**
 * One gang that a runner knows, for people.
 *
 * @param state {@code QUEUED}, {@code PREPARING}, {@code RUNNING}, {@code ENDING} or {@code SILENT}
 * @param why why it waits or is silent; empty when it runs
 * @param places where its ranks stand; empty while it waits
 */
public record GangView(
        AttemptId attempt,
        String study,
        String state,
        String why,
        int workers,
        Resources each,
        List<RankPlace> places) {

    public GangView {
        places = List.copyOf(places);
    }
}
