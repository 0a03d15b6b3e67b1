package org.attune.search.tpe;

import java.util.Arrays;
import java.util.List;

/**
 * The members of mixtures that change together, and how they changed last: what they have in common is found once. Not
 * safe for use by several threads.
 */
final class Members {

    /** How many members may have gone at once for those after them to be recognised. */
    private static final int FARTHEST = 64;

    private Point[] points = new Point[0];
    private Point[] spare = new Point[0];
    private int size;
    /** By new place; only as far as there are members, as in all arrays here. */
    private int[] from = new int[0];

    private int[] to = new int[0];
    private int[] added = new int[0];
    private int newcomers;
    private boolean changed;
    private boolean appended;
    private double[] weights = {1};
    private double[] cumulative = {1};
    private double total = 1;

    /**
     * Takes other members.
     *
     * @param next the members
     * @param nextWeights theirs, and last that of the prior, which is more than 0; they need not sum to 1
     */
    void replace(List<Point> next, double[] nextWeights) {
        int count = next.size();
        if (Math.min(spare.length, from.length) < count || to.length < size) {
            int capacity = Math.max(count, size) + Math.max(count, size) / 2;
            spare = new Point[capacity];
            from = new int[capacity];
            to = new int[capacity];
            added = new int[capacity];
        }
        for (int i = 0; i < count; i++) {
            spare[i] = next.get(i);
        }
        changed = find(count);
        Point[] before = points;
        points = spare;
        // no point is kept alive by an array that is filled again
        Arrays.fill(before, null);
        spare = before;
        size = count;
        weights = nextWeights;
        if (cumulative.length <= count) {
            cumulative = new double[count + 1 + count / 2];
        }
        total = 0;
        for (int i = 0; i <= count; i++) {
            total += weights[i];
            cumulative[i] = total;
        }
    }

    /** Finds where the next members were among the present ones; whether anything is different. */
    private boolean find(int count) {
        Arrays.fill(to, 0, size, -1);
        newcomers = 0;
        int old = 0;
        for (int i = 0; i < count; i++) {
            boolean inserted = old < size && i + 1 < count && spare[i + 1] == points[old];
            int limit = inserted ? old + 1 : Math.min(size, old + FARTHEST);
            from[i] = -1;
            for (int place = old; place < limit; place++) {
                if (points[place] == spare[i]) {
                    from[i] = place;
                    to[place] = i;
                    old = place + 1;
                    break;
                }
            }
            if (from[i] < 0) {
                added[newcomers++] = i;
            }
        }
        appended = newcomers == count - size && (size == 0 || to[size - 1] == size - 1);
        return newcomers > 0 || count != size;
    }

    int size() {
        return size;
    }

    /** Whether the last change changed more than weights. */
    boolean changed() {
        return changed;
    }

    /** Whether all that the last change did was to add members after the others. */
    boolean appended() {
        return appended;
    }

    double coordinate(int member, int dimension) {
        return points[member].coordinates()[dimension];
    }

    /**
     * The place that a member had before the last change, ascending over those that had one; -1 where it had none,
     * would break the order or was farther away than is worth looking.
     */
    int from(int member) {
        return from[member];
    }

    /** The place that a member before the last change has now, or -1. */
    int to(int former) {
        return to[former];
    }

    /** How many members had no place before the last change. */
    int newcomers() {
        return newcomers;
    }

    /** The place of one of them, ascending. */
    int newcomer(int which) {
        return added[which];
    }

    /** The weights of the members, and last that of the prior. */
    double[] weights() {
        return weights;
    }

    /** Their sum. */
    double totalWeight() {
        return total;
    }

    /**
     * The member that a number below the sum of the weights falls to, or the number of members for the prior.
     *
     * @param at from 0
     */
    int at(double at) {
        int member = Arrays.binarySearch(cumulative, 0, size + 1, at);
        // a number that equals an end belongs to the member after it
        return Math.min(size, member >= 0 ? member + 1 : -member - 1);
    }
}
