package org.attune.search.math;

/** How far two rankings of the same things agree. */
public final class Concordance {

    private Concordance() {}

    /**
     * The share of pairs that both put in the same order. A pair that is tied in either counts half. NaN is above any
     * number. O(n²).
     *
     * @return 0 to 1; one half when there is no pair, as for rankings that have nothing to do with each other
     * @throws IllegalArgumentException when the lengths differ
     */
    public static double share(double[] first, double[] second) {
        if (first.length != second.length) {
            throw new IllegalArgumentException(first.length + " and " + second.length + " values, expected as many");
        }
        double agreed = 0;
        long pairs = 0;
        for (int i = 0; i < first.length; i++) {
            for (int j = 0; j < i; j++) {
                int product = Double.compare(first[i] + 0.0, first[j] + 0.0)
                        * Double.compare(second[i] + 0.0, second[j] + 0.0);
                agreed += product > 0 ? 1 : product == 0 ? 0.5 : 0;
                pairs++;
            }
        }
        return pairs == 0 ? 0.5 : agreed / pairs;
    }
}
