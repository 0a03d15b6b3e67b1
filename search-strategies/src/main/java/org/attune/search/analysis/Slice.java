package org.attune.search.analysis;

import java.util.List;

/**
 * How an objective changes along a parameter, averaged over all others (partial dependence: Friedman, 2001).
 *
 * @param parameter its name
 * @param points in the order of the parameter's scale, categories in that of the space
 */
public record Slice(String parameter, List<Point> points) {

    /** Copies the points. */
    public Slice {
        points = List.copyOf(points);
    }

    /**
     * One point.
     *
     * @param value the parameter's value, in its canonical type
     * @param coordinate where it lies on the unit interval
     * @param mean the objective there, averaged over all other parameters
     * @param deviation the standard deviation of the trees' answers: how sure the mean is
     */
    public record Point(Object value, double coordinate, double mean, double deviation) {}
}
