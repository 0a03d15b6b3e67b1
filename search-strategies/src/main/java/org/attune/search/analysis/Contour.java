package org.attune.search.analysis;

import java.util.List;

/**
 * How an objective changes along two parameters, averaged over all others.
 *
 * @param x the name of the first parameter
 * @param y the name of the second
 * @param xValues its values, in the order of its scale
 * @param yValues those of the second
 * @param means the objective: one list for each value of {@code y}, with one number for each of {@code x}
 */
public record Contour(String x, String y, List<Object> xValues, List<Object> yValues, List<List<Double>> means) {

    /** Copies the lists. */
    public Contour {
        xValues = List.copyOf(xValues);
        yValues = List.copyOf(yValues);
        means = List.copyOf(means);
    }
}
