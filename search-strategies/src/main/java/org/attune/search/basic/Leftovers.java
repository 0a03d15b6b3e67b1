package org.attune.search.basic;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.attune.search.space.Assignment;
import org.attune.search.space.Canonical;
import org.attune.search.space.Enumeration;
import org.attune.search.space.SearchSpace;

/** Finds what is left of a small space by looking at every point, when draws find nothing new any more. */
final class Leftovers {

    /** The most points of a space that is looked through. */
    static final long MOST_POINTS = 100_000;

    private final Optional<Enumeration> all;

    Leftovers(SearchSpace space) {
        this.all = Enumeration.ofAll(space).filter(points -> points.size() <= MOST_POINTS);
    }

    /** Whether the space is small enough. */
    boolean possible() {
        return all.isPresent();
    }

    /** One of the points left, all equally likely, or the certainty that there is none. */
    PointSource.Result draw(RandomGenerator random, Taken taken, boolean repeats) {
        Enumeration points = all.orElseThrow();
        List<Assignment> left = new ArrayList<>();
        long valid = 0;
        for (long i = 0; i < points.size(); i++) {
            if (points.at(i) instanceof Canonical.Valid point) {
                valid++;
                if (repeats || !taken.contains(point.assignment())) {
                    left.add(point.assignment());
                }
            }
        }
        if (!left.isEmpty()) {
            return new PointSource.Found(left.get(random.nextInt(left.size())), "random");
        }
        return new PointSource.None(reason("space", points.size(), valid));
    }

    /** Why nothing is left of a set of points that were all looked at. */
    static String reason(String where, long size, long valid) {
        if (valid == 0) {
            return "no point of the " + where + " satisfies the constraints";
        }
        String points = valid == 1
                ? "the only point of the " + where
                : String.format(Locale.ROOT, "all %,d points of the %s", valid, where);
        String which = valid < size ? " that satisf" + (valid == 1 ? "ies" : "y") + " the constraints" : "";
        return points + which + (valid == 1 ? " was" : " were") + " proposed";
    }
}
