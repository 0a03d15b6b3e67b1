package org.attune.tuner.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as a person types them: {@code 30s}, {@code 2h}, {@code 1d12h}. */
final class Durations {

    private static final Pattern FORM =
            Pattern.compile("(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,9})s)?");

    private Durations() {}

    static Duration parse(String option, String text) {
        Matcher match = FORM.matcher(text);
        if (text.isEmpty() || !match.matches()) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    option + " " + text + " is not a duration; write for example 30s, 10m, 2h or 1d12h");
        }
        return Duration.ofDays(part(match, 1))
                .plusHours(part(match, 2))
                .plusMinutes(part(match, 3))
                .plusSeconds(part(match, 4));
    }

    /** {@link System#nanoTime} at which an option's time is over; {@link Long#MAX_VALUE} when none was named. */
    static long deadline(String option, @Nullable String text) {
        return text == null
                ? Long.MAX_VALUE
                : System.nanoTime() + parse(option, text).toNanos();
    }

    private static long part(Matcher match, int group) {
        String text = match.group(group);
        return text == null ? 0 : Long.parseLong(text);
    }
}
