package org.attune.cluster.schedule;

/** A monotonic clock: it measures durations on one machine and never goes back. */
@FunctionalInterface
public interface Ticker {

    /** This machine's own. */
    Ticker SYSTEM = System::nanoTime;

    /** Nanoseconds since an arbitrary moment; compare by difference only. */
    long nanos();
}
