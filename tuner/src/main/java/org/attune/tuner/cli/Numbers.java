package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/** Numbers, times and values as a person reads them. */
final class Numbers {

    private static final MathContext FOUR_DIGITS = new MathContext(4);

    private Numbers() {}

    /** Four significant digits, plain or with a power of ten, whatever is shorter to read. */
    static String of(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.isNaN(value) ? "NaN" : value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return "0";
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e7) {
            return Long.toString((long) value);
        }
        BigDecimal rounded = new BigDecimal(value).round(FOUR_DIGITS).stripTrailingZeros();
        double size = Math.abs(value);
        if (size >= 1e-3 && size < 1e7) {
            return rounded.toPlainString();
        }
        int exponent = rounded.precision() - rounded.scale() - 1;
        BigDecimal mantissa = rounded.movePointLeft(exponent).stripTrailingZeros();
        return mantissa.toPlainString() + "e" + exponent;
    }

    /** A value of the API: numbers shortened, text as it is, nothing as a dash. */
    static String of(@Nullable JsonNode value) {
        if (value == null || value.isNull() || value.isMissingNode()) {
            return "-";
        }
        return value.isNumber() ? of(value.doubleValue()) : value.asText();
    }

    /** {@code 15.6}: bytes in GiB. */
    static String gibibytes(long bytes) {
        return of(Math.rint(bytes / (double) (1L << 30) * 10) / 10);
    }

    /** {@code 45 s}, {@code 18 min}, {@code 2 h 10 min}: a time to come, no finer than it can be known. */
    static String roughly(double seconds) {
        if (seconds < 10) {
            return Math.max(1, Math.round(seconds)) + " s";
        }
        double grain = seconds < 60 ? 5 : seconds < 600 ? 30 : seconds < 36_000 ? 60 : 3_600;
        if (seconds >= 120 && seconds < 600) {
            grain = 60;
        }
        return seconds(Math.rint(seconds / grain) * grain);
    }

    /** {@code 41 s}, {@code 3 min 5 s}, {@code 2 h 10 min}, {@code 3 d 4 h}. */
    static String seconds(double seconds) {
        if (seconds < 10) {
            return of(Math.round(seconds * 10) / 10.0) + " s";
        }
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        if (whole < 3600) {
            return whole / 60 + " min" + (whole % 60 == 0 ? "" : " " + whole % 60 + " s");
        }
        if (whole < 86_400) {
            return whole / 3600 + " h" + (whole % 3600 / 60 == 0 ? "" : " " + whole % 3600 / 60 + " min");
        }
        return whole / 86_400 + " d" + (whole % 86_400 / 3600 == 0 ? "" : " " + whole % 86_400 / 3600 + " h");
    }
}
