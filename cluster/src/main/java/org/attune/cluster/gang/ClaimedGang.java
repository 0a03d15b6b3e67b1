package org.attune.cluster.gang;

import java.util.List;

/**
 * What the store remembers of an attempt that was claimed: where its ranks stand, under which epoch it was claimed.
 *
 * @param epoch of the claim; it may be older than today's and is still the right one for a running gang
 * @param places one for each rank
 */
public record ClaimedGang(Epoch epoch, List<RankPlace> places) {

    public ClaimedGang {
        places = List.copyOf(places);
    }
}
