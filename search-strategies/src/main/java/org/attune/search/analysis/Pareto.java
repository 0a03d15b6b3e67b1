package org.attune.search.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.Outcome;
import org.attune.search.strategy.TrialRecord;

/**
 * The best compromises between several objectives. Points here are rows of numbers of which smaller is better, see
 * {@link #minimised}. One point dominates another when it is nowhere worse and somewhere better; equal points do not
 * dominate each other. A row that holds NaN belongs to no front.
 */
public final class Pareto {

    /** The rank of a row that belongs to no front. */
    public static final int NO_FRONT = -1;

    private Pareto() {}

    /**
     * The objectives of trials as rows of which smaller is better, one row a trial. A trial that did not succeed, or
     * has fewer objectives than there are goals, has a row of NaN.
     */
    public static double[][] minimised(List<TrialRecord> trials, List<Goal> goals) {
        double[][] points = new double[trials.size()][goals.size()];
        for (int i = 0; i < points.length; i++) {
            TrialRecord trial = trials.get(i);
            boolean counts =
                    trial.outcome() == Outcome.SUCCEEDED && trial.objectives().size() >= goals.size();
            for (int j = 0; j < goals.size(); j++) {
                double value = counts ? trial.objectives().get(j) : Double.NaN;
                points[i][j] = goals.get(j) == Goal.MAXIMIZE ? -value : value;
            }
        }
        return points;
    }

    /** Whether the first point is nowhere worse than the second, and somewhere better. */
    public static boolean dominates(double[] a, double[] b) {
        boolean better = false;
        for (int i = 0; i < a.length; i++) {
            if (a[i] > b[i]) {
                return false;
            }
            better |= a[i] < b[i];
        }
        return better;
    }

    /** The indexes of the points that no other dominates, ascending. O(n log n) for two objectives. */
    public static int[] front(double[][] points) {
        Front front = new Front(points);
        for (int index : sorted(points)) {
            // a point can only be dominated by one before it in the order of coordinates
            if (!front.dominates(index)) {
                front.add(index);
            }
        }
        int[] members = front.members();
        Arrays.sort(members);
        return members;
    }

    /**
     * The front of each point: 0 for those that no other dominates, 1 for those that only these dominate, and so on.
     * Efficient non-dominated sort with binary search (Zhang, Tian, Cheng and Jin, 2015): O(n log n) for two
     * objectives, at worst O(n² objectives) for more.
     */
    public static int[] ranks(double[][] points) {
        int[] ranks = new int[points.length];
        Arrays.fill(ranks, NO_FRONT);
        List<Front> fronts = new ArrayList<>();
        for (int index : sorted(points)) {
            int low = 0;
            int high = fronts.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (fronts.get(middle).dominates(index)) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            if (low == fronts.size()) {
                fronts.add(new Front(points));
            }
            fronts.get(low).add(index);
            ranks[index] = low;
        }
        return ranks;
    }

    /** The indexes of points without NaN, in the order of their coordinates. */
    private static int[] sorted(double[][] points) {
        double[][] plain = new double[points.length][];
        List<Integer> order = new ArrayList<>(points.length);
        for (int i = 0; i < points.length; i++) {
            // a negative zero compares as smaller than a positive one, but is not
            plain[i] = Arrays.stream(points[i]).map(value -> value + 0.0).toArray();
            if (Arrays.stream(points[i]).noneMatch(Double::isNaN)) {
                order.add(i);
            }
        }
        order.sort(Comparator.comparing((Integer i) -> plain[i], Arrays::compare));
        return order.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Points that do not dominate each other, added in the order of their coordinates. */
    private static final class Front {

        private final double[][] points;
        private int[] members = new int[4];
        private int size;

        Front(double[][] points) {
            this.points = points;
        }

        void add(int index) {
            if (size == members.length) {
                members = Arrays.copyOf(members, 2 * size);
            }
            members[size++] = index;
        }

        boolean dominates(int index) {
            double[] point = points[index];
            // with two objectives the newest member has the smallest second one, so it alone decides
            int last = point.length <= 2 ? Math.max(0, size - 1) : 0;
            for (int i = size - 1; i >= last; i--) {
                if (Pareto.dominates(points[members[i]], point)) {
                    return true;
                }
            }
            return false;
        }

        int[] members() {
            return Arrays.copyOf(members, size);
        }
    }
}
