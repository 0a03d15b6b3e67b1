package org.attune.search.tpe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The trials in which some parameters were active, in two parts.
 *
 * @param good points of the good ones, those of other studies first, oldest first
 * @param goodWeights their weights, and last that of the prior
 * @param rest points of the others in the same order, and last those of pending trials
 * @param restWeights their weights, and last that of the prior
 */
record Split(List<Point> good, double[] goodWeights, List<Point> rest, double[] restWeights) {

    private static final int MOST_GOOD = 25;
    private static final int FULL_WEIGHT = 25;

    /**
     * Splits.
     *
     * @param seen the trials
     * @param dimension one of the parameters, which are active together
     * @param gamma which part is good
     */
    static Split of(Evidence seen, int dimension, double gamma) {
        List<Point> good = new ArrayList<>();
        List<Point> rest = new ArrayList<>();
        part(members(seen.earlier(), dimension), gamma, good, rest);
        int goodEarlier = good.size();
        int restEarlier = rest.size();
        part(members(seen.own(), dimension), gamma, good, rest);
        for (Point point : seen.pending()) {
            if (point.active()[dimension]) {
                rest.add(point);
            }
        }
        double[] goodWeights = weights(goodEarlier, seen.earlierWeight(), good.size());
        return new Split(good, goodWeights, rest, weights(restEarlier, seen.earlierWeight(), rest.size()));
    }

    private static List<Observation> members(List<Observation> all, int dimension) {
        List<Observation> members = new ArrayList<>(all.size());
        for (Observation observation : all) {
            if (observation.point().active()[dimension]) {
                members.add(observation);
            }
        }
        return members;
    }

    /** How many of n trials are good. */
    static int goodOf(int trials, double gamma) {
        return Math.min((int) Math.ceil(gamma * trials), MOST_GOOD);
    }

    private static void part(List<Observation> members, double gamma, List<Point> good, List<Point> rest) {
        boolean[] best = best(Fronts.ranked(members), goodOf(members.size(), gamma));
        for (int i = 0; i < best.length; i++) {
            (best[i] ? good : rest).add(members.get(i).point());
        }
    }

    /** Which observations are the best, as many as wanted or as have something to compare; O(n) for few. */
    static boolean[] best(List<Observation> members, int wanted) {
        int[] ranked = new int[wanted];
        int count = 0;
        for (int i = 0; i < members.size(); i++) {
            Observation observation = members.get(i);
            if (!observation.standing().comparable()) {
                continue;
            }
            int at = count;
            while (at > 0
                    && observation
                                    .standing()
                                    .compareTo(members.get(ranked[at - 1]).standing())
                            < 0) {
                at--;
            }
            if (at < wanted) {
                count = Math.min(count + 1, wanted);
                System.arraycopy(ranked, at, ranked, at + 1, count - at - 1);
                ranked[at] = i;
            }
        }
        boolean[] best = new boolean[members.size()];
        for (int i = 0; i < count; i++) {
            best[ranked[i]] = true;
        }
        return best;
    }

    /**
     * The weights of members, those of earlier studies first, and of the prior: the latest 25 count fully, older ones
     * less and less down to 1/n.
     */
    static double[] weights(int earlier, double earlierWeight, int members) {
        double[] weights = new double[members + 1];
        Arrays.fill(weights, 0, earlier, earlierWeight);
        Arrays.fill(weights, earlier, members + 1, 1);
        int own = members - earlier;
        int old = own - FULL_WEIGHT;
        double least = 1.0 / own;
        for (int i = 0; i < old; i++) {
            weights[earlier + i] = old == 1 ? least : least + (1 - least) * i / (old - 1);
        }
        return weights;
    }
}
