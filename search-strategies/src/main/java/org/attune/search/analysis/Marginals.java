package org.attune.search.analysis;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What trees predict on average over all other parameters, exactly, from the boxes of their leaves (Hutter, Hoos and
 * Leyton-Brown, 2014). The average is over the whole space, each parameter by its scale or probabilities and as if
 * there were no constraints; for a conditional parameter it is over that part of the space where it is active.
 *
 * <p>A leaf's box is a range of cells on each axis, so it adds one constant to a range of the marginal: two entries of
 * an array of differences, four for a pair. O(leaves + cells) a tree, for pairs O(leaves + cells²).
 */
final class Marginals {

    private final Table table;
    private final List<ResponseTree> trees;
    /** By dimension the widths summed up, one longer than the cells. */
    private final double[][] whole;

    Marginals(Table table, List<ResponseTree> trees) {
        this.table = table;
        this.trees = trees;
        this.whole = new double[table.dimensions()][];
        for (int d = 0; d < whole.length; d++) {
            whole[d] = summedUp(table.axes[d].widths());
        }
    }

    private static double[] summedUp(double[] widths) {
        double[] sums = new double[widths.length + 1];
        for (int i = 0; i < widths.length; i++) {
            sums[i + 1] = sums[i] + widths[i];
        }
        return sums;
    }

    /** The part of the space where some dimensions are active: by dimension that it limits, the summed up widths. */
    private Map<Integer, double[]> domain(int... dimensions) {
        Map<Integer, double[]> passing = new HashMap<>();
        for (int d : dimensions) {
            table.conditions.get(d).forEach((parent, share) -> passing.merge(parent, share, Table::both));
        }
        Map<Integer, double[]> sums = new HashMap<>();
        passing.forEach((parent, share) -> sums.put(parent, summedUp(Table.both(share, table.axes[parent].widths()))));
        return sums;
    }

    /** The share of the space in which all these dimensions are active. */
    double activeShare(int... dimensions) {
        double share = 1;
        for (double[] sums : domain(dimensions).values()) {
            share *= sums[sums.length - 1];
        }
        return share;
    }

    /** How much of the active part of the space each cell takes, summing to one; zeros when there is none. */
    double[] weights(int dimension, int... others) {
        int[] all = Arrays.copyOf(others, others.length + 1);
        all[others.length] = dimension;
        double[] sums = domain(all).getOrDefault(dimension, whole[dimension]);
        double total = sums[sums.length - 1];
        double[] weights = new double[sums.length - 1];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = total > 0 ? (sums[i + 1] - sums[i]) / total : 0;
        }
        return weights;
    }

    /** The marginal of a dimension by cell, one row a tree. */
    double[][] of(int dimension) {
        Map<Integer, double[]> domain = domain(dimension);
        double[][] marginals = new double[trees.size()][];
        for (int t = 0; t < marginals.length; t++) {
            double[] steps = new double[table.axes[dimension].cells() + 1];
            trees.get(t).eachLeaf((value, low, high) -> {
                double part = value * volume(domain, low, high, dimension, -1);
                steps[low[dimension]] += part;
                steps[high[dimension]] -= part;
            });
            double[] marginal = new double[steps.length - 1];
            double at = 0;
            for (int cell = 0; cell < marginal.length; cell++) {
                at += steps[cell];
                marginal[cell] = at;
            }
            marginals[t] = marginal;
        }
        return marginals;
    }

    /** The marginal of two dimensions by cells, averaged over the trees. */
    double[][] of(int first, int second) {
        Map<Integer, double[]> domain = domain(first, second);
        int rows = table.axes[first].cells();
        int columns = table.axes[second].cells();
        double[][] steps = new double[rows + 1][columns + 1];
        for (ResponseTree tree : trees) {
            tree.eachLeaf((value, low, high) -> {
                double part = value * volume(domain, low, high, first, second) / trees.size();
                steps[low[first]][low[second]] += part;
                steps[low[first]][high[second]] -= part;
                steps[high[first]][low[second]] -= part;
                steps[high[first]][high[second]] += part;
            });
        }
        double[][] marginal = new double[rows][columns];
        for (int i = 0; i < rows; i++) {
            double along = 0;
            for (int j = 0; j < columns; j++) {
                along += steps[i][j];
                marginal[i][j] = along + (i == 0 ? 0 : marginal[i - 1][j]);
            }
        }
        return marginal;
    }

    /** The share of the domain that lies in a box, all dimensions but two looked at. */
    private double volume(Map<Integer, double[]> domain, int[] low, int[] high, int except, int exceptToo) {
        double volume = 1;
        for (int d = 0; d < low.length; d++) {
            double[] limited = domain.get(d);
            double[] sums = limited == null ? whole[d] : limited;
            int cells = sums.length - 1;
            if (d != except && d != exceptToo && (low[d] > 0 || high[d] < cells)) {
                double inside = sums[high[d]] - sums[low[d]];
                volume *= sums[cells] > 0 ? inside / sums[cells] : 0;
            }
        }
        return volume;
    }
}
