package org.attune.tuner.control;

import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long studies waited for proposals, from the question to the answer, the wait for a thread included. Safe for any
 * thread.
 */
public final class ProposalTimes {

    private static final double[] BOUNDS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10};
    private static final double NANOS = 1e9;

    private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
    private final LongAdder nanos = new LongAdder();
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

    /** Nothing measured yet. */
    public ProposalTimes() {
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new LongAdder();
        }
    }

    /**
     * What was measured so far.
     *
     * @param bounds upper bounds of the buckets in seconds; one bucket more has no bound
     * @param counts how many waits each bucket has
     * @param seconds the sum of all waits
     * @param longest the longest wait in seconds
     */
    public record Measured(double[] bounds, long[] counts, double seconds, double longest) {}

    /** Takes a wait in nanoseconds. */
    void took(long wait) {
        int bucket = 0;
        while (bucket < BOUNDS.length && wait / NANOS > BOUNDS[bucket]) {
            bucket++;
        }
        buckets[bucket].increment();
        nanos.add(wait);
        longest.accumulate(wait);
    }

    /** All waits so far. */
    public Measured measured() {
        long[] counts = new long[buckets.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = buckets[i].sum();
        }
        return new Measured(BOUNDS.clone(), counts, nanos.sum() / NANOS, longest.get() / NANOS);
    }
}
