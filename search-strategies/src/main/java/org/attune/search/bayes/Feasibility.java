package org.attune.search.bayes;

import java.util.List;

/**
 * How likely a trial at an input can be made and violates nothing: the share of such trials around it, where a trial
 * counts the less the farther it is away (Nadaraya, 1964), with one trial's weight on the share overall.
 */
final class Feasibility {

    private static final double BANDWIDTH = 0.15;
    private static final double PRIOR_WEIGHT = 0.25;

    private final Inputs inputs;
    private final List<double[]> feasible;
    private final List<double[]> infeasible;
    private final double overall;

    Feasibility(Inputs inputs, List<double[]> feasible, List<double[]> infeasible) {
        this.inputs = inputs;
        this.feasible = feasible;
        this.infeasible = infeasible;
        this.overall = (feasible.size() + 1.0) / (feasible.size() + infeasible.size() + 1.0);
    }

    /** The logarithm of the probability, 0 while nothing was infeasible. */
    double logProbability(double[] input) {
        if (infeasible.isEmpty()) {
            return 0;
        }
        double good = weight(input, feasible);
        double bad = weight(input, infeasible);
        return Math.log((good + PRIOR_WEIGHT * overall) / (good + bad + PRIOR_WEIGHT));
    }

    private double weight(double[] input, List<double[]> rows) {
        double sum = 0;
        // the typical distance of two points grows with the square root of the number of columns
        double scale = 1 / (2 * BANDWIDTH * BANDWIDTH * input.length);
        for (double[] row : rows) {
            double squared = 0;
            for (int c = 0; c < input.length; c++) {
                double difference = input[c] - row[c];
                squared += inputs.categorical(c) ? (difference == 0 ? 0 : 1) : difference * difference;
            }
            sum += Math.exp(-squared * scale);
        }
        return sum;
    }
}
