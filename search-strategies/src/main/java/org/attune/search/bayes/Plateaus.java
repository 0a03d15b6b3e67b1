package org.attune.search.bayes;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where results are exactly equal to a neighbour's, because the objective has steps: a count of few test examples, a
 * value that is rounded, saturated or looked up. A point on a known plateau teaches nothing, however good a smooth model
 * thinks it is. A result that equals that of the nearest plateau joins it, and a plateau counts as one result in its
 * middle: that is nearer to what the objective was asked for there than any of its points, and the model does not take
 * their agreement for a lack of noise. How likely a point is to join is learnt from how far from the nearest plateau
 * those were that did and those that did not: exp(-(δ/ρ)^k), of greatest likelihood. Without equal results nothing
 * changes.
 */
final class Plateaus {

    /**
     * How many times the logarithm of the chance counts. A search for the greatest value finds the points whose chance
     * to join a plateau is thought too small, so that the plain expectation still spends every second trial on known
     * plateaus.
     */
    private static final double CAUTION = 8;

    private static final double LEAST_REACH = 1e-3;
    private static final double MOST_REACH = 1.5;
    private static final double FACTOR = 1.15;
    private static final double[] POWERS = {1, 2, 4};
    /** Results are equal by chance, and different next to each other by noise, at least so often. */
    private static final double LEAST_CHANCE = 0.01;
    /** The least distance that counts, so that logarithms stay finite. */
    private static final double NEAREST = 1e-6;

    private final Inputs inputs;
    private final List<Plateau> plateaus = new ArrayList<>();
    private final double[] distances;
    private final boolean[] joined;
    private double reach;
    private double power = 2;

    private static final class Plateau {

        private final double[] middle;
        private final double cost;
        private int size = 1;

        Plateau(double[] input, double cost) {
            this.middle = input.clone();
            this.cost = cost;
        }
    }

    /**
     * Learns the plateaus, in O(results · plateaus · columns).
     *
     * @param results what is known
     */
    Plateaus(Inputs inputs, Results results) {
        this.inputs = inputs;
        this.distances = new double[results.size()];
        this.joined = new boolean[results.size()];
        int ties = 0;
        for (int i = 0; i < results.size(); i++) {
            joined[i] = take(results.rows()[i], results.costs()[i], i);
            ties += joined[i] && distances[i] > 0 ? 1 : 0;
        }
        if (ties > 0) {
            learn();
        }
    }

    /** Adds points whose results are still to come: each is a plateau of its own. */
    void expect(List<double[]> pending) {
        for (double[] row : pending) {
            plateaus.add(new Plateau(row, Double.NaN));
        }
    }

    private boolean take(double[] row, double cost, int index) {
        Plateau nearest = nearest(row);
        if (nearest == null) {
            distances[index] = Double.POSITIVE_INFINITY;
            plateaus.add(new Plateau(row, cost));
            return false;
        }
        distances[index] = Math.sqrt(squared(row, nearest.middle));
        if (nearest.cost != cost) {
            plateaus.add(new Plateau(row, cost));
            return false;
        }
        nearest.size++;
        for (int c = 0; c < row.length; c++) {
            nearest.middle[c] += inputs.categorical(c) ? 0 : (row[c] - nearest.middle[c]) / nearest.size;
        }
        return true;
    }

    private void learn() {
        double most = Double.NEGATIVE_INFINITY;
        for (double candidatePower : POWERS) {
            for (double candidate = LEAST_REACH; candidate <= MOST_REACH; candidate *= FACTOR) {
                double sum = 0;
                for (int i = 1; i < distances.length; i++) {
                    double near = Math.exp(-Math.pow(distances[i] / candidate, candidatePower));
                    double chance = LEAST_CHANCE + (1 - 2 * LEAST_CHANCE) * near;
                    sum += Math.log(joined[i] ? chance : 1 - chance);
                }
                if (sum > most) {
                    most = sum;
                    reach = candidate;
                    power = candidatePower;
                }
            }
        }
    }

    /** The results with those of a plateau as one. */
    Results merged() {
        List<double[]> rows = new ArrayList<>();
        List<Double> costs = new ArrayList<>();
        for (Plateau plateau : plateaus) {
            rows.add(plateau.middle);
            costs.add(plateau.cost);
        }
        return Results.of(rows, costs);
    }

    /** The distance at which the chance to join has fallen to 1/e; 0 when no results were equal. */
    double reach() {
        return reach;
    }

    private @Nullable Plateau nearest(double[] input) {
        Plateau nearest = null;
        double least = Double.POSITIVE_INFINITY;
        for (Plateau plateau : plateaus) {
            double squared = squared(input, plateau.middle);
            if (squared < least) {
                least = squared;
                nearest = plateau;
            }
        }
        return nearest;
    }

    private double squared(double[] a, double[] b) {
        double sum = 0;
        for (int c = 0; c < a.length; c++) {
            double difference = a[c] - b[c];
            sum += inputs.categorical(c) ? (difference == 0 ? 0 : 1) : difference * difference;
        }
        return sum;
    }

    /** Whether the result at an index was that of a plateau known before. */
    boolean joined(int index) {
        return joined[index];
    }

    /** The chance that an input gives a result of its own, from 0 to 1. */
    double chanceOfNews(double[] input) {
        return Math.exp(logNews(input) / CAUTION);
    }

    /** The logarithm of that chance times the caution, 0 or less. */
    double logNews(double[] input) {
        Plateau nearest = reach == 0 ? null : nearest(input);
        if (nearest == null) {
            return 0;
        }
        double distance = Math.max(NEAREST, Math.sqrt(squared(input, nearest.middle)));
        return logChance(distance);
    }

    /** As {@link #logNews(double[])}; adds the gradient by the numeric columns. */
    double logNews(double[] input, double[] gradient) {
        Plateau nearest = reach == 0 ? null : nearest(input);
        if (nearest == null) {
            return 0;
        }
        double distance = Math.sqrt(squared(input, nearest.middle));
        if (distance <= NEAREST) {
            return logChance(NEAREST);
        }
        double exponent = Math.pow(distance / reach, power);
        double factor = power * exponent / Math.expm1(exponent) / (distance * distance);
        for (int c = 0; c < input.length; c++) {
            gradient[c] += inputs.categorical(c) ? 0 : CAUTION * factor * (input[c] - nearest.middle[c]);
        }
        return logChance(distance);
    }

    private double logChance(double distance) {
        return CAUTION * Math.log(-Math.expm1(-Math.pow(distance / reach, power)));
    }
}
