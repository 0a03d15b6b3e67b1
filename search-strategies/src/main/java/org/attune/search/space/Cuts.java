package org.attune.search.space;

import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeSet;

/** Finds where the outcome of tests can change along the levels of a parameter. */
final class Cuts {

    private Cuts() {}

    /**
     * Indexes, 0 among them, between which every test has the same outcome for all levels. Numbers that ascend are
     * searched in O(log levels) for each value of a test, other levels stand for themselves.
     */
    static TreeSet<Long> starts(Levels levels, List<Condition.Test> tests) {
        TreeSet<Long> starts = new TreeSet<>();
        starts.add(0L);
        if (tests.isEmpty()) {
            return starts;
        }
        if (!levels.ascending()) {
            for (long i = 1; i < levels.size(); i++) {
                starts.add(i);
            }
            return starts;
        }
        for (Condition.Test test : tests) {
            if (test instanceof Condition.Range range) {
                range.min().ifPresent(min -> add(starts, levels, firstAt(levels, min, false)));
                range.max().ifPresent(max -> add(starts, levels, firstAt(levels, max, true)));
            } else if (test instanceof Condition.OneOf oneOf) {
                for (Object value : oneOf.values()) {
                    OptionalDouble number = Values.finite(value);
                    if (number.isPresent()) {
                        add(starts, levels, firstAt(levels, number.getAsDouble(), false));
                        add(starts, levels, firstAt(levels, number.getAsDouble(), true));
                    }
                }
            }
        }
        return starts;
    }

    private static void add(TreeSet<Long> starts, Levels levels, long index) {
        if (index < levels.size()) {
            starts.add(index);
        }
    }

    /** The first index whose number is at least the bound, or above it. */
    private static long firstAt(Levels levels, double bound, boolean above) {
        long low = 0;
        long high = levels.size();
        while (low < high) {
            long middle = (low + high) >>> 1;
            double number = ((Number) levels.at(middle)).doubleValue();
            if (number > bound || (!above && number == bound)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
