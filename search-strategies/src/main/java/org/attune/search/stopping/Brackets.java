package org.attune.search.stopping;

/**
 * The brackets of Hyperband over rungs 0 to K: bracket s begins at rung s and takes a share of the trials in proportion
 * to (K + 1) / (K - s + 1) · eta^(K - s), so that each costs about the same (Li et al., 2018).
 */
final class Brackets {

    /** The golden ratio's fraction: its multiples fill the unit interval evenly, whatever their number. */
    private static final double GOLDEN = 0.6180339887498949;

    private final double[] upTo;
    private final double[] shares;

    Brackets(Rungs rungs) {
        int top = rungs.top();
        shares = new double[top + 1];
        upTo = new double[top + 1];
        double sum = 0;
        for (int s = 0; s <= top; s++) {
            // in proportion to eta^-s: eta^K itself may be out of range
            shares[s] = (top + 1.0) / (top - s + 1) * Math.pow(rungs.eta(), -s);
            sum += shares[s];
        }
        double before = 0;
        for (int s = 0; s <= top; s++) {
            shares[s] /= sum;
            before += shares[s];
            upTo[s] = before;
        }
    }

    /** How many there are. */
    int size() {
        return shares.length;
    }

    /** The share of the trials that a bracket takes; all together are 1. */
    double share(int bracket) {
        return shares[bracket];
    }

    /** The bracket of the trial with this number, from 1. O(brackets). */
    int of(int trial) {
        double place = place(trial);
        int bracket = 0;
        while (bracket < upTo.length - 1 && place >= upTo[bracket]) {
            bracket++;
        }
        return bracket;
    }

    /** A place in the unit interval for each number, such that those of any run of numbers are spread evenly. */
    static double place(int number) {
        return number * GOLDEN % 1;
    }
}
