package org.attune.search.bayes;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Results that the model is told, in the order in which they became known.
 *
 * @param rows the inputs
 * @param costs what they led to, less is better; NaN for a failed trial that counts as the worst
 */
record Results(double[][] rows, double[] costs) {

    static Results of(List<double[]> rows, List<Double> costs) {
        return new Results(
                rows.toArray(double[][]::new),
                costs.stream().mapToDouble(Double::doubleValue).toArray());
    }

    int size() {
        return costs.length;
    }

    /** How many are numbers. */
    int numbers() {
        return (int) Arrays.stream(costs).filter(cost -> !Double.isNaN(cost)).count();
    }

    /** Whether these are the same results. */
    boolean same(Results other) {
        return Arrays.equals(costs, other.costs) && Arrays.deepEquals(rows, other.rows);
    }

    /** Indexes of the results, the best first, failed ones last. */
    int[] ranked() {
        return IntStream.range(0, size())
                .boxed()
                .sorted((a, b) -> Double.compare(costs[a], costs[b]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * At most so many of the results, in their order: the best third, and of the others the newest and those at equal
     * steps before them, half each.
     */
    Results atMost(int most) {
        if (size() <= most) {
            return this;
        }
        boolean[] kept = new boolean[size()];
        int[] ranked = ranked();
        int count = 0;
        for (int i = 0; i < most / 3; i++) {
            kept[ranked[i]] = true;
            count++;
        }
        for (int i = size() - 1; count < most * 2 / 3; i--) {
            count += kept[i] ? 0 : 1;
            kept[i] = true;
        }
        double step = (double) size() / most;
        for (double at = 0; at < size() && count < most; at += step) {
            count += kept[(int) at] ? 0 : 1;
            kept[(int) at] = true;
        }
        int[] indexes = IntStream.range(0, size()).filter(i -> kept[i]).toArray();
        return new Results(
                Arrays.stream(indexes).mapToObj(i -> rows[i]).toArray(double[][]::new),
                Arrays.stream(indexes).mapToDouble(i -> costs[i]).toArray());
    }

    private double[] known() {
        double[] known =
                Arrays.stream(costs).filter(cost -> !Double.isNaN(cost)).toArray();
        double least = Arrays.stream(known).filter(Double::isFinite).min().orElse(0);
        double most = Arrays.stream(known).filter(Double::isFinite).max().orElse(0);
        for (int i = 0; i < known.length; i++) {
            known[i] = Math.max(least, Math.min(most, known[i]));
        }
        return known;
    }

    /** What the model explains, with failed trials as bad as the worst one that has a number. */
    double[] targets(Transform transform) {
        double[] transformed = transform.targets(known());
        double worst = Arrays.stream(transformed).max().orElse(0);
        double[] targets = new double[costs.length];
        int at = 0;
        for (int i = 0; i < targets.length; i++) {
            targets[i] = Double.isNaN(costs[i]) ? worst : transformed[at++];
        }
        return targets;
    }

    double logSlopes(Transform transform) {
        return transform.logSlopes(known());
    }
}
