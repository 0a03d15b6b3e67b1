package org.attune.search.bayes;

import java.util.List;
import org.attune.search.math.SobolSequence;

/**
 * One cost of several objectives: the augmented Tchebycheff distance from the best of each, in units of the range that
 * was seen, with weights that say where on the Pareto front a trial looks (Knowles, 2006). A study cycles through a few
 * fixed sets of weights, so that its trials spread along the front while each set keeps a model of its own. With one
 * objective the cost is that objective.
 */
final class Scalarisation {

    /** How many sets of weights a study with several objectives cycles through. */
    static final int SETS = 8;

    private static final double AUGMENTATION = 0.05;

    private final double[] weights;

    private Scalarisation(double[] weights) {
        this.weights = weights;
    }

    /**
     * A set of weights.
     *
     * @param objectives their number
     * @param set which set, from 0 below {@link #SETS}
     */
    static Scalarisation of(int objectives, int set) {
        double[] weights = new double[objectives];
        if (objectives == 2) {
            weights[0] = (set + 0.5) / SETS;
            weights[1] = 1 - weights[0];
            return new Scalarisation(weights);
        }
        double[] point = new SobolSequence(objectives, 1).point(set);
        double sum = 0;
        for (int i = 0; i < objectives; i++) {
            // spacings of a Poisson process are uniform on the simplex
            weights[i] = -Math.log(Math.max(1e-9, 1 - point[i]));
            sum += weights[i];
        }
        for (int i = 0; i < objectives; i++) {
            weights[i] /= sum;
        }
        return new Scalarisation(weights);
    }

    /** The costs of results, of which those with NaN stay NaN; infinite objectives are as good or bad as any other. */
    double[] costs(List<double[]> objectives) {
        double[] costs = new double[objectives.size()];
        if (weights.length == 1) {
            for (int i = 0; i < costs.length; i++) {
                costs[i] = objectives.get(i)[0];
            }
            return costs;
        }
        double[] least = new double[weights.length];
        double[] range = new double[weights.length];
        for (int j = 0; j < weights.length; j++) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (double[] each : objectives) {
                if (Double.isFinite(each[j])) {
                    low = Math.min(low, each[j]);
                    high = Math.max(high, each[j]);
                }
            }
            least[j] = Double.isFinite(low) ? low : 0;
            range[j] = high > low ? high - low : 1;
        }
        for (int i = 0; i < costs.length; i++) {
            double most = Double.NEGATIVE_INFINITY;
            double sum = 0;
            for (int j = 0; j < weights.length; j++) {
                double cost = Math.max(
                        least[j], Math.min(least[j] + range[j], objectives.get(i)[j]));
                double scaled = weights[j] * (cost - least[j]) / range[j];
                most = Math.max(most, scaled);
                sum += scaled;
            }
            costs[i] = most + AUGMENTATION * sum;
        }
        return costs;
    }
}
