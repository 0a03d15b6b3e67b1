package org.attune.search.evolution;

import java.util.Arrays;

/**
 * The probabilities of the values of a parameter without order. They move towards the values of the better half of a
 * generation, and none falls below a margin, so that no value dies out (Hamano et al., CatCMA, 2024).
 */
final class Odds {

    private static final double KEEP_ALL = 0.73;

    private final double[] probabilities;
    private final double margin;

    /**
     * The odds at the start.
     *
     * @param probabilities of the values, at least two
     * @param parameters how many such parameters there are
     */
    Odds(double[] probabilities, int parameters) {
        this.probabilities = probabilities.clone();
        this.margin = (1 - StrictMath.pow(KEEP_ALL, 1.0 / parameters)) / (probabilities.length - 1);
    }

    /** Where a uniform number falls among the values. */
    int draw(double uniform) {
        double left = uniform;
        for (int i = 0; i < probabilities.length - 1; i++) {
            left -= probabilities[i];
            if (left < 0) {
                return i;
            }
        }
        return probabilities.length - 1;
    }

    double of(int value) {
        return probabilities[value];
    }

    /**
     * Adapts to a generation.
     *
     * @param values of the better points, best first; -1 where the parameter was not active
     * @param weights theirs, more than 0
     * @param rate how far to move, from 0 to 1
     */
    void update(int[] values, double[] weights, double rate) {
        double[] seen = new double[probabilities.length];
        double total = 0;
        for (int i = 0; i < values.length; i++) {
            if (values[i] >= 0) {
                seen[values[i]] += weights[i];
                total += weights[i];
            }
        }
        if (total == 0) {
            return;
        }
        double sum = 0;
        for (int i = 0; i < seen.length; i++) {
            probabilities[i] = Math.max(margin, probabilities[i] + rate * (seen[i] / total - probabilities[i]));
            sum += probabilities[i];
        }
        double all = sum;
        Arrays.setAll(probabilities, i -> probabilities[i] / all);
    }
}
