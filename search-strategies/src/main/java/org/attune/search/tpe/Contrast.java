package org.attune.search.tpe;

import java.util.random.RandomGenerator;
import org.attune.search.space.UnitCube;

/** Two densities over some dimensions that are active together: of good trials, and of the others. */
final class Contrast {

    private final int[] dimensions;
    private final Mixture good;
    private final Mixture rest;

    Contrast(UnitCube cube, int[] dimensions, Members good, Members rest) {
        this.dimensions = dimensions;
        this.good = new Mixture(cube, dimensions, good);
        this.rest = new Mixture(cube, dimensions, rest);
    }

    /** Whether the dimensions are active at a point. */
    boolean in(boolean[] active) {
        return active[dimensions[0]];
    }

    /** Follows its members, which have just changed. */
    void learn() {
        good.learn();
        rest.learn();
    }

    /** Draws a candidate: its coordinates in the dimensions are set. */
    void draw(RandomGenerator random, double[] point) {
        good.draw(random, point);
    }

    /** How much likelier a point is among good trials than among the others, as a logarithm: ln l(x) / g(x). */
    double score(double[] point) {
        return good.logDensity(point) - rest.logDensity(point);
    }

    /** Whether two points are the same in the dimensions. */
    boolean same(double[] one, double[] other) {
        for (int dimension : dimensions) {
            if (one[dimension] != other[dimension]) {
                return false;
            }
        }
        return true;
    }

    /** Copies the coordinates in the dimensions. */
    void copy(double[] from, double[] to) {
        for (int dimension : dimensions) {
            to[dimension] = from[dimension];
        }
    }
}
