package org.attune.cluster.gang;

import java.time.Duration;

/**
 * The times by which scheduler and agents judge each other. All durations are measured on one machine's monotonic clock;
 * no decision compares the clocks of two machines.
 *
 * @param hello how often an agent reports; every report that is answered renews the leases of what runs there
 * @param silentAfter a node not heard for so long takes nothing new
 * @param length how long a lease lasts, from the agent's send time of the last answered report
 * @param lostAfter an attempt is lost so long after the last report of its node; the margin over {@code length} is for
 *     killing and for clocks that run at different rates
 * @param claimTimeout how long a node may take to fetch files and answer a claim
 */
public record LeaseSettings(
        Duration hello, Duration silentAfter, Duration length, Duration lostAfter, Duration claimTimeout) {

    /** 2 s, 5 s, 90 s, 120 s and 5 min. */
    public static final LeaseSettings DEFAULT = new LeaseSettings(
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(90),
            Duration.ofSeconds(120),
            Duration.ofMinutes(5));

    /** Checks that the times stand in their order. */
    public LeaseSettings {
        if (hello.isNegative() || hello.isZero()) {
            throw new IllegalArgumentException("hello: " + hello + " (expected: > 0)");
        }
        if (silentAfter.compareTo(hello.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("silentAfter: " + silentAfter + " (expected: at least twice hello)");
        }
        if (length.compareTo(hello.multipliedBy(5)) < 0) {
            throw new IllegalArgumentException("length: " + length + " (expected: at least five times hello)");
        }
        if (lostAfter.compareTo(length) <= 0) {
            throw new IllegalArgumentException("lostAfter: " + lostAfter + " (expected: longer than length)");
        }
        if (claimTimeout.compareTo(silentAfter) < 0) {
            throw new IllegalArgumentException("claimTimeout: " + claimTimeout + " (expected: at least silentAfter)");
        }
    }

    /**
     * The same proportions for another length of a lease: a setting of one number ({@code lease}).
     *
     * @throws IllegalArgumentException when it is shorter than half a second
     */
    public static LeaseSettings ofLength(Duration length) {
        if (length.compareTo(Duration.ofMillis(500)) < 0) {
            throw new IllegalArgumentException("lease: " + length + " (expected: at least 500ms)");
        }
        Duration hello = shorter(length.dividedBy(10), DEFAULT.hello());
        Duration silent = shorter(hello.multipliedBy(3), DEFAULT.silentAfter());
        return new LeaseSettings(hello, silent, length, length.plus(length.dividedBy(3)), DEFAULT.claimTimeout());
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
