package org.attune.search.space;

import java.util.Arrays;
import java.util.Map;

/**
 * The one encoding between assignments and points of the unit cube that every strategy uses. There is one dimension
 * for each parameter that is no constant, in the order of the space, whether or not the parameter is active.
 *
 * <ul>
 *   <li>Floats follow their scale. Ints, steps and ordinals own cells with half a step of margin at both ends.
 *   <li>Categories own cells as wide as their probability, booleans a half each.
 *   <li>A coordinate is decoded to the value of its cell and a value is encoded to the middle of its cell, so that
 *       decoding an encoded assignment gives it back. Inactive parameters are encoded as 0.5.
 * </ul>
 */
public final class UnitCube {

    private static final double INACTIVE = 0.5;

    private final SearchSpace space;
    private final int[] varied;

    /** The cube of a space. */
    public UnitCube(SearchSpace space) {
        this.space = space;
        int[] indexes = new int[space.parameters().size()];
        int count = 0;
        for (int i = 0; i < indexes.length; i++) {
            if (!(space.parameters().get(i) instanceof ConstantParameter)) {
                indexes[count++] = i;
            }
        }
        this.varied = Arrays.copyOf(indexes, count);
    }

    /** The number of parameters that are no constants. */
    public int dimensions() {
        return varied.length;
    }

    /** The parameter of a dimension. */
    public Parameter parameter(int dimension) {
        return space.parameters().get(varied[dimension]);
    }

    /**
     * The point of the space at a point of the cube, in time linear in the parameters. It is invalid only when it
     * violates a constraint.
     *
     * @throws IllegalArgumentException when the number of coordinates is not {@link #dimensions()}
     */
    public Canonical decode(double[] point) {
        return decode(point, Map.of());
    }

    /**
     * As {@link #decode(double[])}, with some values given instead. Given values of parameters that turn out inactive
     * are dropped; they must be values of their parameters, see {@link SearchSpace#problemsOf}.
     */
    public Canonical decode(double[] point, Map<String, ?> given) {
        if (point.length != varied.length) {
            throw new IllegalArgumentException(
                    "the point has " + point.length + " coordinates, expected " + varied.length);
        }
        double[] coordinates = new double[space.parameters().size()];
        for (int i = 0; i < varied.length; i++) {
            coordinates[varied[i]] = point[i];
        }
        return space.fill(coordinates, given);
    }

    /** The point of the cube that an assignment of this space belongs to. */
    public double[] encode(Assignment assignment) {
        double[] point = new double[varied.length];
        for (int i = 0; i < varied.length; i++) {
            Object value = assignment.values().get(parameter(i).name());
            point[i] = value == null ? INACTIVE : space.domain(varied[i]).toUnit(value);
        }
        return point;
    }
}
