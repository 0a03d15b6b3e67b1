package org.attune.tuner.spec;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Further ends of a study; the first one reached counts.
 *
 * @param duration time since the start
 * @param noProgressTrials trials in a row without a better result
 * @param noProgressFor time without a better result
 * @param deviceHours device-hours used, above 0
 */
public record StopWhenSpec(
        Optional<Duration> duration,
        OptionalInt noProgressTrials,
        Optional<Duration> noProgressFor,
        OptionalDouble deviceHours) {

    /** No further end. */
    public static final StopWhenSpec NEVER =
            new StopWhenSpec(Optional.empty(), OptionalInt.empty(), Optional.empty(), OptionalDouble.empty());

    /** Whether nothing is set. */
    public boolean isEmpty() {
        return equals(NEVER);
    }
}
