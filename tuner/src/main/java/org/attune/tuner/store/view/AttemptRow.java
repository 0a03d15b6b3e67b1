package org.attune.tuner.store.view;

import java.util.List;
import org.attune.cluster.gang.RankPlace;
import org.attune.tuner.study.AttemptState;

/**
 * What a timeline needs of an attempt.
 *
 * @param places where its ranks stand; none of an external trial, or before it is claimed
 * @param startedMillis 0 before it runs
 * @param endedMillis 0 while it has not ended
 */
public record AttemptRow(
        int trial,
        int number,
        AttemptState state,
        List<RankPlace> places,
        long createdMillis,
        long startedMillis,
        long endedMillis) {

    public AttemptRow {
        places = List.copyOf(places);
    }
}
