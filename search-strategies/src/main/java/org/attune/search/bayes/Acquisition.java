package org.attune.search.bayes;

import java.util.Arrays;
import org.attune.search.math.SobolSequence;
import org.attune.search.math.StandardNormal;

/**
 * How promising an input is: the logarithm of the expected improvement over the incumbent (Jones, Schonlau and Welch,
 * 1998; exact far out as in Ament et al., 2023), averaged over fantasies of the trials that are still running. The
 * process is conditioned on their points, whose results are drawn jointly from it, quasi-randomly; each fantasy has an
 * incumbent of its own. The variance at an input is the same in all of them, so that a fantasy costs one inner product.
 */
final class Acquisition {

    /** What speaks for or against an input beside the model: a logarithm that is added. */
    interface Preference {

        /** The value at an input. */
        double at(double[] input);

        /** The value at an input, whose gradient by the numeric columns is added. */
        double at(double[] input, double[] gradient);
    }

    /** The most inputs evaluated at once, so that the block stays in the processor's cache. */
    static final int BLOCK = 64;

    private static final int FANTASIES = 16;
    private static final int MOST_FANTASISED = 16;

    /** What a coordinate of 0 counts as, whose quantile would be infinite. */
    private static final double LEAST_UNIFORM = 1e-15;

    private final GaussianProcess process;
    private final Preference preference;
    private final double nugget;
    private final double[][] weights;
    private final double[] incumbents;
    private final double logCount;
    private final double[] block;
    private final double[] column;
    private final double[] squared;
    private final double[] explained;
    private final double[] slopes;
    private final double[] scores;
    private final double[] variances = new double[BLOCK];
    private final double[] means;
    private final double[] logs;

    /**
     * An acquisition function.
     *
     * @param process grown by the points of running trials, in order, after those with results
     * @param results the number of points with results
     * @param targets their results
     * @param preference what else speaks for or against an input
     * @param noisy whether results of the same point differ. If not, what the model calls noise is what it cannot
     *     explain of an exact function: a new point has its share of it, and the best result stands as it is
     * @param seed of the fantasies
     */
    Acquisition(
            GaussianProcess process, int results, double[] targets, Preference preference, boolean noisy, long seed) {
        this.process = process;
        this.nugget = noisy ? 0 : process.noise();
        this.preference = preference;
        int n = process.size();
        int pending = n - results;
        double mean = process.mean();
        int count = pending == 0 ? 1 : FANTASIES;
        this.weights = new double[count][];
        this.incumbents = new double[count];
        double best = incumbent(results, targets, noisy);
        double[] known = new double[n];
        for (int i = 0; i < results; i++) {
            known[i] = targets[i] - mean;
        }
        process.factor().solveLower(known);
        double[][] normals = normals(count, pending, seed);
        for (int s = 0; s < count; s++) {
            double[] v = known.clone();
            incumbents[s] = best;
            for (int i = 0; i < pending; i++) {
                // row results + i of the factor times v is the fantasised result, less the mean
                int row = results + i;
                v[row] = normals[s][i];
                double value = mean;
                for (int j = 0; j <= row; j++) {
                    value += process.factor().at(row, j) * v[j];
                }
                incumbents[s] = Math.min(incumbents[s], value);
            }
            process.factor().solveUpper(v);
            weights[s] = v;
        }
        this.logCount = Math.log(count);
        this.block = new double[n * BLOCK];
        this.column = new double[n];
        this.squared = new double[n];
        this.explained = new double[n];
        this.slopes = new double[n];
        this.scores = new double[count];
        this.means = new double[count * BLOCK];
        this.logs = new double[count];
    }

    /** The least result; where results are noisy, the least that the model believes of any. */
    private double incumbent(int results, double[] targets, boolean noisy) {
        double believed = Double.POSITIVE_INFINITY;
        double noise = process.noise();
        for (int i = 0; i < results; i++) {
            // K w + noise w = y - mean, so that the posterior mean at a point with a result is y - noise w
            believed = Math.min(believed, noisy ? targets[i] - noise * process.weights()[i] : targets[i]);
        }
        return believed;
    }

    private static double[][] normals(int count, int pending, long seed) {
        double[][] normals = new double[count][pending];
        int fantasised = Math.min(pending, MOST_FANTASISED);
        if (fantasised == 0) {
            return normals;
        }
        SobolSequence sequence = new SobolSequence(fantasised, seed);
        for (int s = 0; s < count; s++) {
            double[] point = sequence.point(s);
            for (int i = 0; i < fantasised; i++) {
                // the oldest ones beyond the limit stay at their expected result
                normals[s][pending - fantasised + i] = StandardNormal.quantile(Math.max(LEAST_UNIFORM, point[i]));
            }
        }
        return normals;
    }

    /** The process behind it. */
    GaussianProcess process() {
        return process;
    }

    /**
     * Evaluates inputs.
     *
     * @param inputs the inputs, of which the first are evaluated
     * @param from the first one
     * @param count how many, at most {@link #BLOCK}
     * @param values receives the values, from the same index on
     */
    void values(double[][] inputs, int from, int count, double[] values) {
        int n = process.size();
        Matern kernel = process.kernel();
        for (int i = 0; i < n; i++) {
            double[] row = process.row(i);
            for (int c = 0; c < count; c++) {
                block[i * count + c] = kernel.at(kernel.distance(inputs[from + c], row));
            }
        }
        for (int s = 0; s < weights.length; s++) {
            int at = s * BLOCK;
            Arrays.fill(means, at, at + count, process.mean());
            for (int i = 0; i < n; i++) {
                double weight = weights[s][i];
                for (int c = 0; c < count; c++) {
                    means[at + c] += weight * block[i * count + c];
                }
            }
        }
        process.factor().solveLowerAll(block, count);
        Arrays.fill(variances, 0, count, 0);
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < count; c++) {
                double v = block[i * count + c];
                variances[c] += v * v;
            }
        }
        for (int c = 0; c < count; c++) {
            double deviation = deviation(variances[c]);
            for (int s = 0; s < weights.length; s++) {
                double z = (incumbents[s] - means[s * BLOCK + c]) / deviation;
                logs[s] = StandardNormal.logImprovement(z);
            }
            values[from + c] = Math.log(deviation) + logMeanExp() + preference.at(inputs[from + c]);
        }
    }

    private double deviation(double explained) {
        double scale = process.kernel().scale();
        return Math.sqrt(Math.max(scale - explained, 1e-12 * scale) + nugget);
    }

    private double logMeanExp() {
        double most = logs[0];
        for (double each : logs) {
            most = Math.max(most, each);
        }
        double sum = 0;
        for (double each : logs) {
            sum += Math.exp(each - most);
        }
        return most + Math.log(sum) - logCount;
    }

    /**
     * Evaluates one input with the gradient by its numeric columns.
     *
     * @param input the input
     * @param gradient receives the gradient, 0 for categories; as long as the input
     */
    double value(double[] input, double[] gradient) {
        int n = process.size();
        Matern kernel = process.kernel();
        for (int i = 0; i < n; i++) {
            squared[i] = kernel.distance(input, process.row(i));
            column[i] = kernel.at(squared[i]);
        }
        System.arraycopy(column, 0, explained, 0, n);
        process.factor().solveLower(explained);
        double square = 0;
        for (int i = 0; i < n; i++) {
            square += explained[i] * explained[i];
        }
        double deviation = deviation(square);
        for (int s = 0; s < weights.length; s++) {
            double mean = process.mean();
            for (int i = 0; i < n; i++) {
                mean += weights[s][i] * column[i];
            }
            scores[s] = (incumbents[s] - mean) / deviation;
            logs[s] = StandardNormal.logImprovement(scores[s]);
        }
        double value = logMeanExp();
        process.factor().solveUpper(explained);
        byCovariance(value, deviation);
        gradient(input, gradient);
        return Math.log(deviation) + value + preference.at(input, gradient);
    }

    /** The derivatives by the covariances with the points, from the improvements in every fantasy. */
    private void byCovariance(double value, double deviation) {
        int n = process.size();
        Arrays.fill(slopes, 0, n, 0);
        double byDeviation = 0;
        for (int s = 0; s < weights.length; s++) {
            double share = Math.exp(logs[s] - value - logCount);
            byDeviation += share * StandardNormal.densityShare(scores[s]);
            double byMean = -share * StandardNormal.cdfShare(scores[s]) / deviation;
            for (int i = 0; i < n; i++) {
                slopes[i] += byMean * weights[s][i];
            }
        }
        for (int i = 0; i < n; i++) {
            // the deviation falls by (K⁻¹ k) dk / deviation
            slopes[i] -= byDeviation * explained[i] / (deviation * deviation);
        }
    }

    private void gradient(double[] input, double[] gradient) {
        Matern kernel = process.kernel();
        Arrays.fill(gradient, 0);
        for (int i = 0; i < process.size(); i++) {
            double[] row = process.row(i);
            double factor = slopes[i] * 2 * Matern.slope(squared[i], column[i]);
            for (int c = 0; c < input.length; c++) {
                gradient[c] += factor * (input[c] - row[c]);
            }
        }
        for (int c = 0; c < input.length; c++) {
            gradient[c] *= kernel.categorical(c) ? 0 : kernel.weight(c);
        }
    }
}
