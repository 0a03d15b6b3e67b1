package org.attune.search.bayes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.attune.search.math.StandardNormal;

/**
 * How likely a trial at an input can be made and violates nothing. A Gaussian process with fixed settings explains 1
 * for such trials and -1 for the others (least-squares classification; Rasmussen and Williams, 2006, section 6.5); the
 * probability is that of its value above 0. Far from all trials it is that of the share of trials overall.
 */
final class Feasibility {

    /** The most trials of each kind, the newest ones; an evaluation takes the square of them. */
    private static final int MOST = 100;

    private static final double LENGTH = 0.2;
    private static final double LOG_NOISE = Math.log(0.02);
    /** How far the value is from sure where there is a trial. */
    private static final double DOUBT = 0.2;

    /**
     * How many times the logarithm of the probability counts, as a search for the greatest value finds the points whose
     * probability is thought too great.
     */
    private static final double CAUTION = 8;

    private final GaussianProcess process;
    private final boolean known;
    private final double[] covariances;
    private final double[] weights;
    private final double mean;

    Feasibility(Inputs inputs, List<double[]> feasible, List<double[]> infeasible) {
        this.known = !infeasible.isEmpty();
        double[] theta = Hyperparameters.start(inputs.width(), LENGTH).toArray();
        theta[theta.length - 1] = LOG_NOISE;
        List<double[]> rows = new ArrayList<>(newest(feasible));
        int good = rows.size();
        rows.addAll(newest(infeasible));
        this.process = new GaussianProcess(inputs, new Hyperparameters(theta), known ? rows.size() : 1);
        this.covariances = new double[known ? rows.size() : 0];
        this.weights = new double[covariances.length];
        this.mean = rows.isEmpty() ? 1 : (2.0 * good - rows.size()) / rows.size();
        if (known) {
            rows.forEach(process::add);
            Arrays.fill(weights, 0, good, 1 - mean);
            Arrays.fill(weights, good, weights.length, -1 - mean);
            process.factor().solve(weights);
        }
    }

    private static List<double[]> newest(List<double[]> rows) {
        return rows.subList(Math.max(0, rows.size() - MOST), rows.size());
    }

    /** The logarithm of the probability, 0 while nothing was infeasible. */
    double logProbability(double[] input) {
        if (!known) {
            return 0;
        }
        Matern kernel = process.kernel();
        double value = mean;
        for (int i = 0; i < weights.length; i++) {
            covariances[i] = kernel.at(kernel.distance(input, process.row(i)));
            value += weights[i] * covariances[i];
        }
        process.factor().solveLower(covariances);
        double variance = kernel.scale() + DOUBT * DOUBT;
        for (double each : covariances) {
            variance -= each * each;
        }
        return CAUTION * StandardNormal.logCdf(value / Math.sqrt(Math.max(variance, DOUBT * DOUBT)));
    }
}
