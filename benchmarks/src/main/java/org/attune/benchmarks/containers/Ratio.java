package org.attune.benchmarks.containers;

import java.util.Arrays;
import java.util.Random;

/**
 * The median of the ratios of interleaved pairs, with its 95 % interval by 2,000 resamples of a fixed seed.
 *
 * @param median of the ratios
 * @param low end of the interval
 * @param high end of the interval
 * @param pairs how many pairs there were
 */
record Ratio(double median, double low, double high, int pairs) {

    private static final int RESAMPLES = 2_000;

    static Ratio of(double[] ours, double[] theirs) {
        double[] ratios = new double[ours.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = ours[i] / theirs[i];
        }
        Random random = new Random(7);
        double[] medians = new double[RESAMPLES];
        double[] sample = new double[ratios.length];
        for (int r = 0; r < RESAMPLES; r++) {
            for (int i = 0; i < sample.length; i++) {
                sample[i] = ratios[random.nextInt(ratios.length)];
            }
            medians[r] = median(sample);
        }
        Arrays.sort(medians);
        return new Ratio(
                median(ratios), medians[(int) (RESAMPLES * 0.025)], medians[(int) (RESAMPLES * 0.975)], ratios.length);
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
