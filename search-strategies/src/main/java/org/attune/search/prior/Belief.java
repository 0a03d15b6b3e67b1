package org.attune.search.prior;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.attune.search.math.StandardNormal;

/**
 * A density over the unit cube, a product of one for each dimension: a normal distribution around a coordinate, truncated
 * to the unit interval; a cell that is some times as likely as it is wide; or nothing known, which is 1 everywhere.
 */
final class Belief {

    /** One dimension. */
    private sealed interface Part {

        double density(double coordinate);

        double draw(double uniform);
    }

    private record Anything() implements Part {

        @Override
        public double density(double coordinate) {
            return 1;
        }

        @Override
        public double draw(double uniform) {
            return uniform;
        }
    }

    private record Around(double centre, double deviation) implements Part {

        private double low() {
            return StandardNormal.cdf(-centre / deviation);
        }

        private double high() {
            return StandardNormal.cdf((1 - centre) / deviation);
        }

        @Override
        public double density(double coordinate) {
            double z = (coordinate - centre) / deviation;
            return StandardNormal.density(z) / (deviation * (high() - low()));
        }

        @Override
        public double draw(double uniform) {
            double quantile = StandardNormal.quantile(low() + uniform * (high() - low()));
            return Math.max(0, Math.min(1, centre + deviation * quantile));
        }
    }

    private record Cell(double start, double end, double odds) implements Part {

        private double outside() {
            return 1 / (1 + (odds - 1) * (end - start));
        }

        @Override
        public double density(double coordinate) {
            return coordinate >= start && coordinate < end ? odds * outside() : outside();
        }

        @Override
        public double draw(double uniform) {
            double below = start * outside();
            double inside = (end - start) * odds * outside();
            if (uniform < below) {
                return uniform / outside();
            }
            return uniform < below + inside
                    ? start + (uniform - below) / (odds * outside())
                    : Math.min(1, end + (uniform - below - inside) / outside());
        }
    }

    private final Part[] parts;

    /** Nothing known of any dimension. */
    Belief(int dimensions) {
        this.parts = new Part[dimensions];
        Arrays.fill(parts, new Anything());
    }

    /** Believes that a dimension is good around a coordinate. */
    void around(int dimension, double centre, double deviation) {
        parts[dimension] = new Around(centre, deviation);
    }

    /** Believes that a cell is so many times as likely as another of its width. */
    void cell(int dimension, double start, double end, double odds) {
        parts[dimension] = new Cell(start, end, odds);
    }

    /** Whether something is known of a dimension. */
    boolean knows(int dimension) {
        return !(parts[dimension] instanceof Anything);
    }

    /** Whether something is known of every dimension. */
    boolean complete() {
        for (int i = 0; i < parts.length; i++) {
            if (!knows(i)) {
                return false;
            }
        }
        return true;
    }

    /** The density in one dimension. */
    double density(int dimension, double coordinate) {
        return parts[dimension].density(coordinate);
    }

    /** The logarithm of the density at a point, over its active dimensions. */
    double logDensity(double[] point, boolean[] active) {
        double sum = 0;
        for (int i = 0; i < parts.length; i++) {
            sum += active[i] ? StrictMath.log(parts[i].density(point[i])) : 0;
        }
        return sum;
    }

    /** A random point. */
    double[] draw(RandomGenerator random) {
        double[] point = new double[parts.length];
        for (int i = 0; i < point.length; i++) {
            point[i] = parts[i].draw(random.nextDouble());
        }
        return point;
    }
}
