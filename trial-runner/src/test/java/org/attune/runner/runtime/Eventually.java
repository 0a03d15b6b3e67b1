package org.attune.runner.runtime;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition with a deadline. */
public final class Eventually {

    private Eventually() {}

    /** Returns when the condition holds; fails with the sentence after thirty seconds. */
    public static void eventually(String sentence, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within 30 s: " + sentence);
            }
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
    }
}
