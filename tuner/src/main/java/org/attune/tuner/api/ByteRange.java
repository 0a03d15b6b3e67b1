package org.attune.tuner.api;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of a file that was asked for (RFC 9110, 14.2).
 *
 * @param first byte, from 0
 * @param length at least 1
 */
record ByteRange(long first, long length) {

    private static final Pattern ONE = Pattern.compile("bytes=(?:(\\d{1,18})-(\\d{1,18})?|-(\\d{1,18}))");

    /**
     * Reads the header {@code Range}; what is not one range of bytes is ignored, as the standard asks.
     *
     * @throws RequestProblem when nothing of the range is there
     */
    static Optional<ByteRange> read(@Nullable String header, long size) {
        Matcher match = ONE.matcher(header == null ? "" : header.replace(" ", ""));
        if (!match.matches()) {
            return Optional.empty();
        }
        long first;
        long last = size - 1;
        if (match.group(3) != null) {
            first = Math.max(0, size - Long.parseLong(match.group(3)));
        } else {
            first = Long.parseLong(match.group(1));
            if (match.group(2) != null) {
                long named = Long.parseLong(match.group(2));
                if (named < first) {
                    return Optional.empty();
                }
                last = Math.min(last, named);
            }
        }
        if (first > last) {
            throw new RequestProblem(new Problem(
                    ProblemCode.RANGE_INVALID,
                    "the file has " + size + " bytes; nothing of " + header + " is there",
                    java.util.List.of(),
                    java.util.Map.of("Content-Range", "bytes */" + size)));
        }
        return Optional.of(new ByteRange(first, last - first + 1));
    }

    /** For the header {@code Content-Range}. */
    String of(long size) {
        return "bytes " + first + "-" + (first + length - 1) + "/" + size;
    }
}
