package org.attune.search.space;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

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
    /** The dimension of each parameter, -1 for constants. */
    private final int[] dimensions;

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
        this.dimensions = new int[indexes.length];
        Arrays.fill(dimensions, -1);
        for (int i = 0; i < count; i++) {
            dimensions[varied[i]] = i;
        }
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

    /** The number of values of a dimension's parameter, or -1 when there is a continuum. */
    public long levels(int dimension) {
        return space.domain(varied[dimension]).levels();
    }

    /** Whether a dimension's parameter has an order: all but categories and booleans have. */
    public boolean ordered(int dimension) {
        return space.domain(varied[dimension]).ascending();
    }

    /** The index of the value at a coordinate, from 0; only where {@link #levels} says how many there are. */
    public long index(int dimension, double coordinate) {
        return space.domain(varied[dimension]).index(coordinate);
    }

    /** The coordinate of a value by its index: the middle of its cell. */
    public double coordinate(int dimension, long index) {
        Domain domain = space.domain(varied[dimension]);
        return domain.toUnit(domain.level(index));
    }

    /**
     * Where the cell of a value ends, by the value's index: it starts where that of the index before ends, or at 0.
     * Only where {@link #levels} says how many there are.
     */
    public double cellEnd(int dimension, long index) {
        return space.domain(varied[dimension]).cellEnd(index);
    }

    /** The value that a coordinate is decoded to where the parameter is active. */
    public Object value(int dimension, double coordinate) {
        return space.domain(varied[dimension]).fromUnit(coordinate);
    }

    /** The coordinate of a value of a dimension's parameter, whatever type of number it has; empty when it is none. */
    public OptionalDouble coordinateOf(int dimension, Object value) {
        Domain domain = space.domain(varied[dimension]);
        Optional<Object> canonical = domain.canonical(value);
        return canonical.isPresent() ? OptionalDouble.of(domain.toUnit(canonical.get())) : OptionalDouble.empty();
    }

    /** The coordinate of the value that a coordinate is decoded to. */
    public double snap(int dimension, double coordinate) {
        return space.domain(varied[dimension]).snap(coordinate);
    }

    /**
     * Moves a point to where its decoded assignment is encoded: active coordinates to the middle of their cells,
     * inactive ones to 0.5. Constraints are not looked at. Linear in the parameters, and cheaper than decoding.
     *
     * @param point changed in place
     * @return which dimensions are active
     */
    public boolean[] settle(double[] point) {
        boolean[] active = new boolean[varied.length];
        if (!space.graph().anyConditions()) {
            for (int i = 0; i < varied.length; i++) {
                active[i] = true;
                point[i] = snap(i, point[i]);
            }
            return active;
        }
        @Nullable Object[] values = new Object[space.parameters().size()];
        for (int i : space.graph().order()) {
            if (!space.graph().holds(i, values)) {
                continue;
            }
            Domain domain = space.domain(i);
            if (dimensions[i] < 0) {
                values[i] = domain.level(0);
                continue;
            }
            double coordinate = domain.snap(point[dimensions[i]]);
            active[dimensions[i]] = true;
            point[dimensions[i]] = coordinate;
            if (space.graph().isParent(i)) {
                values[i] = domain.fromUnit(coordinate);
            }
        }
        for (int i = 0; i < varied.length; i++) {
            if (!active[i]) {
                point[i] = INACTIVE;
            }
        }
        return active;
    }

    /** Which dimensions are active in an assignment of this space. */
    public boolean[] active(Assignment assignment) {
        boolean[] active = new boolean[varied.length];
        for (int i = 0; i < active.length; i++) {
            active[i] = assignment.values().containsKey(parameter(i).name());
        }
        return active;
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
