package org.attune.search.tpe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.attune.search.space.UnitCube;

/** The two densities over one group of dimensions: of the good trials, and of the others with the pending ones. */
final class GroupModel {

    private static final int MOST_GOOD = 25;
    private static final int FULL_WEIGHT = 25;

    private final int[] dimensions;
    private final double gamma;
    private final Mixture good;
    private final Mixture rest;

    GroupModel(UnitCube cube, int[] dimensions, double gamma) {
        this.dimensions = dimensions;
        this.gamma = gamma;
        this.good = new Mixture(cube, dimensions);
        this.rest = new Mixture(cube, dimensions);
    }

    /** Whether the group is active at a point. */
    boolean in(boolean[] active) {
        return active[dimensions[0]];
    }

    /**
     * Learns.
     *
     * @param own the study's ended trials, oldest first
     * @param pending its pending trials, taken for bad ones, so that the next proposal keeps away from them
     * @param earlier ended trials of other studies; they are compared among themselves, as their values may be on
     *     another scale
     * @param earlierWeight of each of them, where an own trial has 1
     */
    void learn(List<Observation> own, List<Point> pending, List<Observation> earlier, double earlierWeight) {
        List<Point> goodPoints = new ArrayList<>();
        List<Point> otherPoints = new ArrayList<>();
        split(members(earlier), goodPoints, otherPoints);
        int goodEarlier = goodPoints.size();
        int otherEarlier = otherPoints.size();
        split(members(own), goodPoints, otherPoints);
        for (Point point : pending) {
            if (in(point.active())) {
                otherPoints.add(point);
            }
        }
        good.replace(goodPoints, weights(goodEarlier, earlierWeight, goodPoints.size()));
        rest.replace(otherPoints, weights(otherEarlier, earlierWeight, otherPoints.size()));
    }

    private List<Observation> members(List<Observation> all) {
        List<Observation> members = new ArrayList<>(all.size());
        for (Observation observation : all) {
            if (in(observation.point().active())) {
                members.add(observation);
            }
        }
        return members;
    }

    /** How many of n trials are good. */
    static int goodOf(int trials, double gamma) {
        return Math.min((int) Math.ceil(gamma * trials), MOST_GOOD);
    }

    private void split(List<Observation> members, List<Point> goodPoints, List<Point> otherPoints) {
        boolean[] best = best(members, goodOf(members.size(), gamma));
        for (int i = 0; i < best.length; i++) {
            (best[i] ? goodPoints : otherPoints).add(members.get(i).point());
        }
    }

    /** Which observations are the best, as many as wanted or as have something to compare; O(n) for few. */
    static boolean[] best(List<Observation> members, int wanted) {
        int[] ranked = new int[wanted];
        int count = 0;
        for (int i = 0; i < members.size(); i++) {
            Observation observation = members.get(i);
            if (observation.tier() == Observation.VALUELESS) {
                continue;
            }
            int at = count;
            while (at > 0 && !observation.worseThan(members.get(ranked[at - 1]))) {
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

    /** Draws a candidate into the dimensions of the group. */
    void draw(RandomGenerator random, double[] point) {
        good.draw(random, point);
    }

    /** How much likelier a point is among good trials than among the others, as a logarithm: ln l(x) / g(x). */
    double score(double[] point) {
        return good.logDensity(point) - rest.logDensity(point);
    }

    /** Copies the group's coordinates. */
    void copy(double[] from, double[] to) {
        for (int dimension : dimensions) {
            to[dimension] = from[dimension];
        }
    }
}
