package org.attune.search.tpe;

import org.attune.search.space.UnitCube;

/**
 * One dimension of a mixture of product kernels: kernel i is centred at the coordinate of member i, and the one after
 * the last member is the prior, which covers the whole dimension. Distributions are over the unit interval where there
 * is a continuum, and over the values where there are levels.
 */
abstract class Column {

    final int dimension;

    Column(int dimension) {
        this.dimension = dimension;
    }

    static Column of(UnitCube cube, int dimension) {
        if (cube.levels(dimension) < 0) {
            return new NumericColumn(dimension);
        }
        return cube.ordered(dimension) ? new LevelColumn(cube, dimension) : new CategoryColumn(cube, dimension);
    }

    /**
     * Takes other members. What is known of a member that stays is used again where it is still true, which changes
     * no number.
     *
     * @param members that have just changed
     */
    abstract void replace(Members members);

    /**
     * Takes the weights of the kernels, for {@link #density} alone.
     *
     * @param weights of the members, and last that of the prior
     */
    abstract void weigh(double[] weights);

    /** The weighted sum of the kernels' densities at a coordinate. */
    abstract double density(double coordinate);

    /** Adds what {@link #add} leaves out, which does not depend on where the density is asked for. */
    abstract void addConstants(double[] logs);

    /** Adds the log density of each kernel at a coordinate, up to the constants. */
    abstract void add(double[] logs, double coordinate);

    /**
     * A coordinate drawn from a kernel, which decodes to the value drawn.
     *
     * @param uniform a random number from 0 to 1, 1 excluded
     */
    abstract double draw(int kernel, double uniform);
}
