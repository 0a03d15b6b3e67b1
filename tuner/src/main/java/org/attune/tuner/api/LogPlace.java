package org.attune.tuner.api;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.attune.runner.worker.AttemptId;
import org.attune.tuner.config.DataDirectory;
import org.jspecify.annotations.Nullable;

/** Where one rank's log is, and how far somebody has read it. */
final class LogPlace {

    private LogPlace() {}

    static Path file(DataDirectory data, AttemptId attempt, int rank, String stream) {
        return stream.equals("out") ? data.standardOutput(attempt, rank) : data.standardError(attempt, rank);
    }

    /**
     * How far a reader is in the two files, as text {@code 12,3}: standard output, standard error. One number is
     * standard
     * output's alone, or that of the one file that is read.
     */
    record Offsets(long out, long err) {

        private static final Pattern FORM = Pattern.compile("([0-9]{1,15})(?:,([0-9]{1,15}))?");

        static Offsets parse(@Nullable String text, String stream) {
            if (text == null) {
                return new Offsets(0, 0);
            }
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches() || (matcher.group(2) != null && !stream.equals("both"))) {
                throw Call.badQuery(
                        "offset", text, stream.equals("both") ? "two byte offsets such as 12,3" : "a byte offset");
            }
            long first = Long.parseLong(matcher.group(1));
            if (stream.equals("err")) {
                return new Offsets(0, first);
            }
            return new Offsets(first, matcher.group(2) == null ? 0 : Long.parseLong(matcher.group(2)));
        }

        String text(String stream) {
            return switch (stream) {
                case "out" -> Long.toString(out);
                case "err" -> Long.toString(err);
                default -> out + "," + err;
            };
        }

        long of(String stream) {
            return stream.equals("out") ? out : err;
        }

        Offsets with(String stream, long offset) {
            return stream.equals("out") ? new Offsets(offset, err) : new Offsets(out, offset);
        }
    }
}
