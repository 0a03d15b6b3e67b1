package org.attune.benchmarks;

/**
 * One line of the report.
 *
 * @param id stable, for programs
 * @param figure what was measured, for people
 * @param value in the aim's unit; NaN when it could not be measured
 * @param note how it came about: sizes, cost of processor time, other quantiles; or why there is no value
 * @param load the machine's load average of one minute when its measuring began; NaN when unknown
 */
record Measurement(String id, String figure, Aim aim, double value, String note, Peer peer, double load) {

    boolean measured() {
        return !Double.isNaN(value);
    }

    boolean met() {
        return aim.met(value);
    }

    /** One word on the aim. */
    String verdict() {
        return !measured() ? "NOT MEASURED" : met() ? "met" : "MISSED";
    }
}
