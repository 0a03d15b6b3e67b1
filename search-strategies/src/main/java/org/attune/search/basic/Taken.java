package org.attune.search.basic;

import java.util.HashMap;
import java.util.Map;
import org.attune.search.space.Assignment;

/** The points that trials already have, pending ones included, and how often. */
public final class Taken {

    private final Map<Assignment, Integer> times = new HashMap<>();

    /** Nothing taken yet. */
    public Taken() {}

    /** Takes a point once more. */
    public void add(Assignment assignment) {
        times.merge(assignment, 1, Integer::sum);
    }

    /** Whether a point is taken. */
    public boolean contains(Assignment assignment) {
        return times.containsKey(assignment);
    }

    /** How often a point is taken. */
    public int times(Assignment assignment) {
        return times.getOrDefault(assignment, 0);
    }

    /** The number of different points taken. */
    public int distinct() {
        return times.size();
    }
}
