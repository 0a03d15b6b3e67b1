package org.attune.search.bayes;

import java.util.List;
import org.attune.search.space.Assignment;
import org.attune.search.space.SearchSpace;
import org.attune.search.space.UnitCube;

/**
 * How likely a point is to give a result that is not exactly that of a trial near it, learnt as by {@link Plateaus}.
 * Without equal results every point is new.
 */
public final class Novelty {

    private final UnitCube cube;
    private final Inputs inputs;
    private final Plateaus plateaus;

    /**
     * Learns from what is known, in O(results · plateaus · columns).
     *
     * @param space of the points
     * @param points in the order in which their results became known
     * @param results one each; no NaN
     */
    public Novelty(SearchSpace space, List<Assignment> points, List<Double> results) {
        this.cube = new UnitCube(space);
        this.inputs = new Inputs(cube);
        this.plateaus =
                new Plateaus(inputs, Results.of(points.stream().map(this::input).toList(), results));
    }

    private double[] input(Assignment point) {
        double[] coordinates = cube.encode(point);
        boolean[] active = cube.settle(coordinates);
        return inputs.of(coordinates, active);
    }

    /** Whether the result of a point, by its place among those learnt from, was that of a plateau known before. */
    public boolean echoes(int index) {
        return plateaus.joined(index);
    }

    /** Expects the result of a point, so that others near it are not new either. */
    public void expect(Assignment point) {
        plateaus.expect(List.of(input(point)));
    }

    /** The chance of a result of its own, from 0 to 1. */
    public double of(Assignment point) {
        return plateaus.chanceOfNews(input(point));
    }
}
