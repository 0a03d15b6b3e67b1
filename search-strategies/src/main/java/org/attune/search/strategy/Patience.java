package org.attune.search.strategy;

import java.util.function.LongSupplier;

/**
 * How long a caller waits for one proposal: a safety net behind limits that count work. A strategy that knows it gives
 * the best point that it has when the time is over, and says so in the proposal's origin. As long as that does not happen
 * the time changes no proposal; where it does, the proposal depends on how fast the machine was.
 *
 * @param clock a time in nanoseconds that only moves forward
 * @param nanos how long
 */
public record Patience(LongSupplier clock, long nanos) {

    /** As long as it takes. */
    public static final Patience ENDLESS = new Patience(() -> 0, Long.MAX_VALUE);

    /**
     * Checks.
     *
     * @throws IllegalArgumentException when the time is below 0
     */
    public Patience {
        if (nanos < 0) {
            throw new IllegalArgumentException("the time for a proposal is " + nanos + " ns, expected 0 or more");
        }
    }

    /** A wait that begins now. */
    public Deadline begin() {
        return new Deadline(clock, clock.getAsLong(), nanos);
    }

    /**
     * When a wait ends.
     *
     * @param clock the time
     * @param from when it began
     * @param nanos how long it lasts
     */
    public record Deadline(LongSupplier clock, long from, long nanos) {

        /** Whether it is over. */
        public boolean passed() {
            return nanos != Long.MAX_VALUE && clock.getAsLong() - from > nanos;
        }

        /** The first half of it. */
        public Deadline half() {
            return nanos == Long.MAX_VALUE ? this : new Deadline(clock, from, nanos / 2);
        }
    }
}
