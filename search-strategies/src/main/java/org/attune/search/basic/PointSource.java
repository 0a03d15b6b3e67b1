package org.attune.search.basic;

import org.attune.search.space.Assignment;

/** Gives one point at a time, as a pure function of the trial's number and of the points already taken. */
public interface PointSource {

    /** The point for a trial, or why there is none. */
    Result point(int trial, Taken taken);

    /** A point or the reason for its absence. */
    sealed interface Result permits Found, None {}

    /**
     * A point.
     *
     * @param assignment the point, which satisfies all constraints
     * @param origin where it came from, in a few words: {@code sobol}, {@code grid 3/24}
     */
    record Found(Assignment assignment, String origin) implements Result {}

    /**
     * There is no point left.
     *
     * @param reason why, in a sentence without full stop
     */
    record None(String reason) implements Result {}
}
