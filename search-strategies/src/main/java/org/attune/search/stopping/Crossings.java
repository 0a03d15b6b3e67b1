package org.attune.search.stopping;

import java.util.Arrays;
import java.util.List;

/**
 * How far apart learning curves are that are as good as equal: curves that swapped their order and swapped it back differ
 * by noise (Bohdal et al., 2023).
 */
final class Crossings {

    /** The most curves compared with each other, and at how many steps. */
    private static final int MOST_CURVES = 50;

    private static final int MOST_STEPS = 32;

    /** The share of gaps that count as noise. */
    private static final double SHARE = 0.9;

    private Crossings() {}

    /**
     * The gap below which curves tie: the 90th percentile of the gaps after a swap back; 0 where none swapped back.
     *
     * @param curves the best first
     */
    static double noise(List<Curve> curves) {
        double[] gaps = new double[16];
        int count = 0;
        int compared = Math.min(MOST_CURVES, curves.size());
        for (int a = 0; a < compared; a++) {
            for (int b = a + 1; b < compared; b++) {
                double gap = afterSwappingBack(curves.get(a), curves.get(b));
                if (gap > 0 && gap < Double.POSITIVE_INFINITY) {
                    gaps = count == gaps.length ? Arrays.copyOf(gaps, 2 * count) : gaps;
                    gaps[count++] = gap;
                }
            }
        }
        if (count == 0) {
            return 0;
        }
        Arrays.sort(gaps, 0, count);
        return gaps[Math.min(count - 1, (int) (SHARE * count))];
    }

    /** How far apart two curves are where they last swapped back; NaN where they did not. */
    private static double afterSwappingBack(Curve one, Curve other) {
        int swaps = 0;
        double sign = 0;
        double gap = Double.NaN;
        int stride = Math.max(1, one.size() / MOST_STEPS);
        for (int i = 0; i < one.size(); i += stride) {
            long step = one.step(i);
            if (!other.reaches(step)) {
                continue;
            }
            double difference = one.cost(i) - other.at(step);
            if (difference == 0 || Double.isNaN(difference)) {
                continue;
            }
            if (sign != 0 && Math.signum(difference) != sign) {
                swaps++;
                gap = swaps >= 2 ? Math.abs(difference) : gap;
            }
            sign = Math.signum(difference);
        }
        return gap;
    }
}
