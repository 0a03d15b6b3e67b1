package org.attune.benchmarks;

/**
 * What a figure should reach.
 *
 * @param bound the last value that is good enough
 * @param unit of the bound and of what is measured, such as {@code ms} or {@code trials/s}
 * @param atLeast whether more is better
 */
record Aim(double bound, String unit, boolean atLeast) {

    static Aim atLeast(double bound, String unit) {
        return new Aim(bound, unit, true);
    }

    static Aim atMost(double bound, String unit) {
        return new Aim(bound, unit, false);
    }

    /** Whether a measured value is good enough; what is no number is not. */
    boolean met(double value) {
        return atLeast ? value >= bound : value <= bound;
    }

    /** For people. */
    String words() {
        return (atLeast ? "≥ " : "≤ ") + Numbers.show(bound) + " " + unit;
    }
}
