package org.attune.search.analysis;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A regression tree over the cells of a table. A node splits on a conditional dimension only where that is active for
 * all its rows, so that a parent comes before its children and whether a child is active counts for the parent.
 */
final class ResponseTree {

    /** Visits the leaves. */
    interface Leaves {

        /**
         * One leaf.
         *
         * @param value its value
         * @param low by dimension the first cell of its box
         * @param high by dimension the cell after its box
         */
        void leaf(double value, int[] low, int[] high);
    }

    private static final int LEAF = -1;
    private static final int FEWEST_TO_SPLIT = 2;
    /** Up to this many dimensions every split looks at all of them. */
    private static final int ALL_LOOKED_AT = 8;

    private static final int MOST_LOOKED_AT = 48;

    private final Table table;
    private int[] dimension = new int[64];
    /** The first cell that goes right. */
    private int[] cut = new int[64];

    private int[] left = new int[64];
    private int[] right = new int[64];
    private double[] value = new double[64];
    private int nodes;

    private ResponseTree(Table table) {
        this.table = table;
    }

    /**
     * Grows a tree.
     *
     * @param rows the rows to learn from, repeated ones included; reordered
     * @param smallestLeaf the fewest rows of a leaf
     */
    static ResponseTree grow(Table table, int[] rows, int smallestLeaf, RandomGenerator random) {
        ResponseTree tree = new ResponseTree(table);
        Growth growth = new Growth(table, rows, smallestLeaf, random);
        int[] from = new int[rows.length * 2 + 1];
        int[] to = new int[rows.length * 2 + 1];
        tree.add();
        to[0] = rows.length;
        for (int node = 0; node < tree.nodes; node++) {
            tree.value[node] = growth.mean(from[node], to[node]);
            tree.dimension[node] = LEAF;
            if (growth.split(from[node], to[node])) {
                int middle = growth.partition(from[node], to[node]);
                tree.dimension[node] = growth.bestDimension;
                tree.cut[node] = growth.bestCut;
                // adding may replace the arrays, so it comes before they are looked at
                int below = tree.add();
                int above = tree.add();
                tree.left[node] = below;
                tree.right[node] = above;
                from[below] = from[node];
                to[below] = middle;
                from[above] = middle;
                to[above] = to[node];
            }
        }
        return tree;
    }

    private int add() {
        if (nodes == dimension.length) {
            dimension = Arrays.copyOf(dimension, 2 * nodes);
            cut = Arrays.copyOf(cut, 2 * nodes);
            left = Arrays.copyOf(left, 2 * nodes);
            right = Arrays.copyOf(right, 2 * nodes);
            value = Arrays.copyOf(value, 2 * nodes);
        }
        return nodes++;
    }

    /** The value at cells, one a dimension. */
    double predict(int[] cells) {
        int node = 0;
        while (dimension[node] != LEAF) {
            node = cells[dimension[node]] < cut[node] ? left[node] : right[node];
        }
        return value[node];
    }

    /** The value of a row, with the cell of one dimension taken from another row; {@code swapped} may be -1 for none. */
    double predict(int row, int swapped, int donor) {
        int node = 0;
        while (dimension[node] != LEAF) {
            int d = dimension[node];
            node = table.cells[d][d == swapped ? donor : row] < cut[node] ? left[node] : right[node];
        }
        return value[node];
    }

    /** Marks the dimensions that the tree splits on. */
    void markUsed(boolean[] used) {
        for (int node = 0; node < nodes; node++) {
            if (dimension[node] != LEAF) {
                used[dimension[node]] = true;
            }
        }
    }

    /** Visits every leaf with its box. The arrays are reused. */
    void eachLeaf(Leaves leaves) {
        int[] low = new int[table.dimensions()];
        int[] high = new int[table.dimensions()];
        for (int d = 0; d < high.length; d++) {
            high[d] = table.axes[d].cells();
        }
        visit(0, low, high, leaves);
    }

    /** Recursive: no deeper than the forest's rows a tree divided by its rows a leaf, hundreds at most. */
    private void visit(int node, int[] low, int[] high, Leaves leaves) {
        int d = dimension[node];
        if (d == LEAF) {
            leaves.leaf(value[node], low, high);
            return;
        }
        int lowBefore = low[d];
        int highBefore = high[d];
        high[d] = Math.min(highBefore, cut[node]);
        visit(left[node], low, high, leaves);
        high[d] = highBefore;
        low[d] = Math.max(lowBefore, cut[node]);
        visit(right[node], low, high, leaves);
        low[d] = lowBefore;
    }

    /** The search for splits, with its working memory. */
    private static final class Growth {

        private final Table table;
        private final int[] rows;
        private final int smallestLeaf;
        private final RandomGenerator random;
        private final int[] order;
        private final int lookedAt;
        private final double[] sums;
        private final int[] counts;
        private int bestDimension;
        private int bestCut;

        Growth(Table table, int[] rows, int smallestLeaf, RandomGenerator random) {
            this.table = table;
            this.rows = rows;
            this.smallestLeaf = smallestLeaf;
            this.random = random;
            int dimensions = table.dimensions();
            this.order = new int[dimensions];
            int widest = 1;
            for (int d = 0; d < dimensions; d++) {
                order[d] = d;
                widest = Math.max(widest, table.axes[d].cells());
            }
            int share = Math.min(MOST_LOOKED_AT, (2 * dimensions + 2) / 3);
            this.lookedAt = dimensions <= ALL_LOOKED_AT ? dimensions : Math.max(ALL_LOOKED_AT, share);
            this.sums = new double[widest];
            this.counts = new int[widest];
        }

        double mean(int from, int to) {
            double sum = 0;
            for (int i = from; i < to; i++) {
                sum += table.results[rows[i]];
            }
            return sum / (to - from);
        }

        /** Finds the best split of some rows; false when there is none. */
        boolean split(int from, int to) {
            int n = to - from;
            if (n < Math.max(FEWEST_TO_SPLIT, 2 * smallestLeaf)) {
                return false;
            }
            double total = mean(from, to) * n;
            double best = total * total / n;
            best += Math.abs(best) * 1e-12;
            boolean found = false;
            for (int i = 0; i < lookedAt; i++) {
                int other = i + random.nextInt(order.length - i);
                int d = order[other];
                order[other] = order[i];
                order[i] = d;
                if (allActive(d, from, to)) {
                    double score = score(d, from, to, total, best);
                    if (score > best) {
                        best = score;
                        found = true;
                    }
                }
            }
            return found;
        }

        private boolean allActive(int d, int from, int to) {
            boolean[] active = table.active[d];
            for (int i = from; i < to; i++) {
                if (!active[rows[i]]) {
                    return false;
                }
            }
            return true;
        }

        /** The best score of a dimension, which becomes the best split when it beats the one so far. */
        private double score(int d, int from, int to, double total, double toBeat) {
            int cells = table.axes[d].cells();
            Arrays.fill(sums, 0, cells, 0);
            Arrays.fill(counts, 0, cells, 0);
            int[] column = table.cells[d];
            for (int i = from; i < to; i++) {
                int cell = column[rows[i]];
                sums[cell] += table.results[rows[i]];
                counts[cell]++;
            }
            int n = to - from;
            double best = toBeat;
            int count = 0;
            double sum = 0;
            int lastFilled = -1;
            for (int cell = 0; cell < cells; cell++) {
                if (counts[cell] == 0) {
                    continue;
                }
                if (count >= smallestLeaf && n - count >= smallestLeaf) {
                    double rest = total - sum;
                    double score = sum * sum / count + rest * rest / (n - count);
                    if (score > best) {
                        best = score;
                        bestDimension = d;
                        // in the middle of cells without rows
                        bestCut = (lastFilled + cell + 1) / 2;
                    }
                }
                count += counts[cell];
                sum += sums[cell];
                lastFilled = cell;
            }
            return best;
        }

        int partition(int from, int to) {
            int[] column = table.cells[bestDimension];
            int middle = from;
            for (int i = from; i < to; i++) {
                if (column[rows[i]] < bestCut) {
                    int row = rows[i];
                    rows[i] = rows[middle];
                    rows[middle++] = row;
                }
            }
            return middle;
        }
    }
}
