package org.attune.search.stopping;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.attune.search.math.StandardNormal;

/**
 * The signed-rank test of Wilcoxon (1945) for paired differences: how probable ranks as much on the side above zero would
 * be if either side were as likely. Equal differences share the mean of their ranks, and the ranks of zeros are split
 * between the sides. Up to {@value #MOST_EXACT} differences the probability is exact, given these ranks; beyond it is
 * that of a normal distribution with the same mean and variance.
 */
final class SignedRanks {

    static final int MOST_EXACT = 50;

    private SignedRanks() {}

    /**
     * The probability under chance of ranks above zero that sum to as much as those of these differences, or more.
     *
     * @param differences none NaN; infinite ones are the largest, and equal
     */
    static double chance(double[] differences) {
        int[] doubled = doubledRanks(differences);
        long above = 0;
        long all = 0;
        double squares = 0;
        int moving = 0;
        for (int i = 0; i < doubled.length; i++) {
            if (differences[i] == 0) {
                continue;
            }
            doubled[moving] = doubled[i];
            above += differences[i] > 0 ? doubled[moving] : 0;
            all += doubled[moving];
            squares += (double) doubled[moving] * doubled[moving];
            moving++;
        }
        if (moving == 0) {
            return 1;
        }
        if (moving <= MOST_EXACT) {
            return exact(Arrays.copyOf(doubled, moving), (int) above, (int) all);
        }
        return StandardNormal.cdf(-(above - all / 2.0) / (Math.sqrt(squares) / 2));
    }

    /** Twice the rank of each by size, from 1, so that shared ranks are whole numbers. */
    private static int[] doubledRanks(double[] differences) {
        int[] order = IntStream.range(0, differences.length)
                .boxed()
                .sorted((a, b) -> Double.compare(Math.abs(differences[a]), Math.abs(differences[b])))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] ranks = new int[order.length];
        for (int from = 0; from < order.length; ) {
            int to = from + 1;
            while (to < order.length && Math.abs(differences[order[to]]) == Math.abs(differences[order[from]])) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = from + 1 + to;
            }
            from = to;
        }
        return ranks;
    }

    /** Sums over all choices of signs, by what they sum to. */
    private static double exact(int[] doubled, int above, int all) {
        double[] probabilities = new double[all + 1];
        probabilities[0] = 1;
        int reached = 0;
        for (int rank : doubled) {
            reached += rank;
            for (int sum = reached; sum >= 0; sum--) {
                probabilities[sum] = (probabilities[sum] + (sum >= rank ? probabilities[sum - rank] : 0)) / 2;
            }
        }
        double tail = 0;
        for (int sum = all; sum >= above; sum--) {
            tail += probabilities[sum];
        }
        return Math.min(1, tail);
    }
}
