package org.attune.search.analysis;

import java.util.List;
import java.util.random.RandomGenerator;
import org.attune.search.math.Seeds;

/** Divides what a forest's predictions vary by among the parameters. */
final class ImportanceShares {

    private static final int MOST_SAMPLES = 1_024;
    private static final int FEWEST_SAMPLES = 128;
    private static final int SAMPLED_CELLS = 40_000;

    private final Table table;
    private final List<ResponseTree> trees;
    private final List<int[]> unseen;
    private final Marginals marginals;
    private final long seed;
    private final int[][] samples;
    private final double[] predicted;
    private final double variance;
    private final boolean[] used;

    ImportanceShares(Table table, List<ResponseTree> trees, List<int[]> unseen, Marginals marginals, long seed) {
        this.table = table;
        this.trees = trees;
        this.unseen = unseen;
        this.marginals = marginals;
        this.seed = seed;
        this.used = new boolean[table.dimensions()];
        trees.forEach(tree -> tree.markUsed(used));
        int count = Math.max(FEWEST_SAMPLES, Math.min(MOST_SAMPLES, SAMPLED_CELLS / table.dimensions()));
        RandomGenerator random = Seeds.generator(Seeds.of(seed).forUse("importance samples"));
        this.samples = new int[count][table.dimensions()];
        this.predicted = new double[count];
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < count; i++) {
            for (int d = 0; d < table.dimensions(); d++) {
                samples[i][d] = draw(d, random.nextDouble());
            }
            predicted[i] = predict(samples[i]);
            sum += predicted[i];
            squares += predicted[i] * predicted[i];
        }
        this.variance = Math.max(0, squares / count - (sum / count) * (sum / count));
    }

    /** The cell at a share of the widths. */
    private int draw(int dimension, double share) {
        double[] widths = table.axes[dimension].widths();
        double left = share;
        for (int cell = 0; cell < widths.length - 1; cell++) {
            left -= widths[cell];
            if (left < 0) {
                return cell;
            }
        }
        return widths.length - 1;
    }

    private double predict(int[] cells) {
        double sum = 0;
        for (ResponseTree tree : trees) {
            sum += tree.predict(cells);
        }
        return sum / trees.size();
    }

    Importance of(String parameter, int dimension) {
        if (!used[dimension] || variance <= 0) {
            return new Importance(parameter, 0, 0, 0);
        }
        double main = Math.min(1, main(dimension) / variance);
        // sampled, while the main effect is exact: the total is never less
        double total = Math.max(main, Math.min(1, total(dimension) / variance));
        return new Importance(parameter, main, total, permutation(dimension));
    }

    private double main(int dimension) {
        double[][] byTree = marginals.of(dimension);
        double[] weights = marginals.weights(dimension);
        double[] mean = new double[weights.length];
        for (double[] marginal : byTree) {
            for (int cell = 0; cell < mean.length; cell++) {
                mean[cell] += marginal[cell] / byTree.length;
            }
        }
        return marginals.activeShare(dimension) * variance(mean, weights);
    }

    private static double variance(double[] values, double[] weights) {
        double mean = 0;
        for (int i = 0; i < values.length; i++) {
            mean += weights[i] * values[i];
        }
        double variance = 0;
        for (int i = 0; i < values.length; i++) {
            variance += weights[i] * (values[i] - mean) * (values[i] - mean);
        }
        return variance;
    }

    /** Half the mean square of what changes when only this dimension is drawn anew (Jansen, 1999). */
    private double total(int dimension) {
        RandomGenerator random =
                Seeds.generator(Seeds.of(seed).forTrial(dimension).forUse("importance total"));
        double squares = 0;
        for (int i = 0; i < samples.length; i++) {
            int before = samples[i][dimension];
            samples[i][dimension] = draw(dimension, random.nextDouble());
            double difference = samples[i][dimension] == before ? 0 : predict(samples[i]) - predicted[i];
            samples[i][dimension] = before;
            squares += difference * difference;
        }
        return squares / (2 * samples.length);
    }

    /**
     * By how much trees err more about rows that they have not seen when the rows' values of a parameter are exchanged,
     * halved, as a share of the results' variance: on the same scale as a total effect.
     */
    private double permutation(int dimension) {
        double added = 0;
        double spread = 0;
        for (int t = 0; t < trees.size(); t++) {
            int[] rows = unseen.get(t);
            int[] donors = donors(dimension, rows, t);
            double mean = 0;
            for (int row : rows) {
                mean += table.results[row] / rows.length;
            }
            for (int i = 0; i < rows.length; i++) {
                double result = table.results[rows[i]];
                spread += (result - mean) * (result - mean);
                if (donors[i] != rows[i]) {
                    double before = trees.get(t).predict(rows[i], -1, -1) - result;
                    double after = trees.get(t).predict(rows[i], dimension, donors[i]) - result;
                    added += after * after - before * before;
                }
            }
        }
        return spread > 0 ? Math.max(0, added / (2 * spread)) : 0;
    }

    /** For each row another one in which the dimension is active too; a row in which it is not stands for itself. */
    private int[] donors(int dimension, int[] rows, int tree) {
        RandomGenerator random = Seeds.generator(
                Seeds.of(seed).forTrial(tree * table.dimensions() + dimension).forUse("importance permutation"));
        int[] donors = rows.clone();
        int[] places = new int[rows.length];
        int count = 0;
        for (int i = 0; i < rows.length; i++) {
            if (table.active[dimension][rows[i]]) {
                places[count++] = i;
            }
        }
        for (int i = count - 1; i > 0; i--) {
            // a cycle through all of them, so that no row keeps its own (Sattolo, 1986)
            int other = random.nextInt(i);
            int donor = donors[places[i]];
            donors[places[i]] = donors[places[other]];
            donors[places[other]] = donor;
        }
        return donors;
    }

    /** The variance of what two dimensions do together beyond what each does alone, as a share of all. */
    double ofPair(int first, int second) {
        if (!used[first] || !used[second] || variance <= 0) {
            return 0;
        }
        double[][] surface = marginals.of(first, second);
        double[] rows = marginals.weights(first, second);
        double[] columns = marginals.weights(second, first);
        double[] rowMeans = new double[rows.length];
        double[] columnMeans = new double[columns.length];
        double mean = 0;
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < columns.length; j++) {
                rowMeans[i] += columns[j] * surface[i][j];
                columnMeans[j] += rows[i] * surface[i][j];
                mean += rows[i] * columns[j] * surface[i][j];
            }
        }
        double together = 0;
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < columns.length; j++) {
                double rest = surface[i][j] - rowMeans[i] - columnMeans[j] + mean;
                together += rows[i] * columns[j] * rest * rest;
            }
        }
        return Math.min(1, marginals.activeShare(first, second) * together / variance);
    }
}
