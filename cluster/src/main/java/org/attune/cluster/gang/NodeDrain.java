package org.attune.cluster.gang;

import java.util.Objects;

/**
 * An operator's order that a node takes nothing new. What runs there may end by itself, until the deadline.
 *
 * @param reason for people; may be empty
 * @param sinceMillis when it was given, epoch milliseconds
 * @param untilMillis when what still runs there is taken away and placed elsewhere, uncharged, epoch milliseconds; 0 for
 *     never
 */
public record NodeDrain(String reason, long sinceMillis, long untilMillis) {

    /** Most characters of a reason. */
    public static final int REASON_MAX = 1_000;

    public NodeDrain {
        Objects.requireNonNull(reason, "reason");
        if (reason.length() > REASON_MAX) {
            throw new IllegalArgumentException(
                    "reason: " + reason.length() + " characters (expected: at most " + REASON_MAX + ")");
        }
        if (untilMillis != 0 && untilMillis < sinceMillis) {
            throw new IllegalArgumentException("untilMillis: " + untilMillis + " is before " + sinceMillis);
        }
    }
}
