package org.attune.search.tpe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.attune.search.analysis.Pareto;
import org.attune.search.strategy.Standing;

/**
 * Compares trials by several objectives: first by how often the trials that nothing dominates must be taken away until
 * a trial is among them, then, so that the good ones spread over the front, by how far apart its neighbours on the same
 * front are (Deb et al., 2002). Distances are counted in places, so that neither scale nor infinities matter.
 */
final class Fronts {

    private Fronts() {}

    /** The same observations, with standings that compare all objectives where there are several; O(n^2) at worst. */
    static List<Observation> ranked(List<Observation> observations) {
        int[] several = IntStream.range(0, observations.size())
                .filter(i -> observations.get(i).costs().length > 1)
                .toArray();
        if (several.length == 0) {
            return observations;
        }
        double[][] costs = Arrays.stream(several)
                .mapToObj(i -> observations.get(i).costs())
                .toArray(double[][]::new);
        int[] ranks = Pareto.ranks(costs);
        double[] gaps = gaps(costs, ranks);
        List<Observation> ranked = new ArrayList<>(observations);
        for (int i = 0; i < several.length; i++) {
            Observation old = observations.get(several[i]);
            Standing standing = new Standing(Standing.Tier.SUCCEEDED, ranks[i], -gaps[i]);
            ranked.set(several[i], new Observation(old.point(), standing, old.costs()));
        }
        return ranked;
    }

    /** For each point how far its neighbours on its front are apart, over all objectives; infinite at an end. */
    private static double[] gaps(double[][] costs, int[] ranks) {
        double[] gaps = new double[costs.length];
        for (int objective = 0; objective < costs[0].length; objective++) {
            int at = objective;
            Integer[] order = IntStream.range(0, costs.length).boxed().toArray(Integer[]::new);
            Arrays.sort(order, Comparator.comparingDouble(i -> costs[i][at]));
            int[] last = new int[costs.length + 1];
            int[] beforeLast = new int[costs.length + 1];
            Arrays.fill(last, -1);
            Arrays.fill(beforeLast, -1);
            for (int place = 0; place < order.length; place++) {
                int rank = ranks[order[place]];
                if (last[rank] < 0) {
                    gaps[order[place]] = Double.POSITIVE_INFINITY;
                } else if (beforeLast[rank] >= 0) {
                    gaps[order[last[rank]]] += place - beforeLast[rank];
                }
                beforeLast[rank] = last[rank];
                last[rank] = place;
            }
            for (int end : last) {
                if (end >= 0) {
                    gaps[order[end]] = Double.POSITIVE_INFINITY;
                }
            }
        }
        return gaps;
    }
}
