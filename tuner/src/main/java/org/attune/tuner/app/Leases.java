package org.attune.tuner.app;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.attune.cluster.gang.LeaseSettings;
import org.attune.tuner.cli.CliFailure;
import org.attune.tuner.cli.ExitCode;

/** The lease that scheduler and agents share: one setting, {@code ATTUNE_LEASE}, an ISO 8601 duration such as PT90S. */
final class Leases {

    private Leases() {}

    static LeaseSettings configured() {
        String text = System.getenv("ATTUNE_LEASE");
        if (text == null || text.isEmpty()) {
            return LeaseSettings.DEFAULT;
        }
        try {
            return LeaseSettings.ofLength(Duration.parse(text));
        } catch (DateTimeParseException | IllegalArgumentException e) {
            throw new CliFailure(
                    ExitCode.USAGE, "ATTUNE_LEASE=" + text + " is not a duration of at least PT0.5S, such as PT90S");
        }
    }
}
