package org.attune.search.stopping;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/** The trials that came to one rung, best first, and which of them went on from there. */
final class Standings {

    private record Place(int trial, double cost) {}

    private final List<Place> places = new ArrayList<>();
    private final Set<Integer> promoted = new HashSet<>();

    /** Takes a trial in; it is behind all that are as good. Gives its rank, 1 for the best. */
    int add(int trial, double cost) {
        int low = 0;
        int high = places.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            // Double.compare puts NaN last, which is worst
            if (Double.compare(places.get(middle).cost(), cost) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        places.add(low, new Place(trial, cost));
        return low + 1;
    }

    void promote(int trial) {
        promoted.add(trial);
    }

    int size() {
        return places.size();
    }

    int promoted() {
        return promoted.size();
    }

    int trial(int place) {
        return places.get(place).trial();
    }

    /** The best place among the first few whose trial did not go on yet and fits; -1 for none. */
    int candidate(int first, IntPredicate fits) {
        for (int place = 0; place < first; place++) {
            int trial = places.get(place).trial();
            if (!promoted.contains(trial) && fits.test(trial)) {
                return place;
            }
        }
        return -1;
    }
}
