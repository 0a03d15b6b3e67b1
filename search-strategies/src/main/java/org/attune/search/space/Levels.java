package org.attune.search.space;

import java.util.List;

/** Values of one parameter that are enumerated, by index from 0: all of them, or the points of a grid. */
public interface Levels {

    /** The number of values, at least 1. */
    long size();

    /** The canonical value at an index. */
    Object at(long index);

    /** Whether the values are numbers that ascend with the index. */
    boolean ascending();

    /**
     * Values of a numeric parameter, evenly spaced on its scale with both ends among them (the middle alone when the
     * count is 1) and each at a step. They are fewer than asked for when some fall together.
     *
     * @param parameter a float or int
     * @param count how many, at least 1
     * @throws IllegalArgumentException for another kind of parameter
     */
    static Levels spaced(Parameter parameter, int count) {
        if (parameter instanceof FloatParameter p) {
            return listed(Spacing.of(Domain.of(p), p.scale(), count, false), true);
        }
        if (parameter instanceof IntParameter p) {
            return listed(Spacing.of(Domain.of(p), p.scale(), count, true), true);
        }
        throw new IllegalArgumentException(
                "parameter " + parameter.name() + " has listed values, expected a float or int to space evenly");
    }

    /** Levels that are listed. */
    static Levels listed(List<Object> values, boolean ascending) {
        List<Object> copy = List.copyOf(values);
        return new Levels() {
            @Override
            public long size() {
                return copy.size();
            }

            @Override
            public Object at(long index) {
                return copy.get(Math.toIntExact(index));
            }

            @Override
            public boolean ascending() {
                return ascending;
            }
        };
    }
}
