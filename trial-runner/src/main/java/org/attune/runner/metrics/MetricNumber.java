package org.attune.runner.metrics;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The one number parser of every source. {@code Double.parseDouble} refuses {@code nan} and accepts {@code 1f},
 * {@code 0x1p3} and blanks; this does the opposite.
 */
public final class MetricNumber {

    /** The pattern of a number; possessive, so that no line can make it slow. */
    static final String NUM = "[+-]?(?:(?:\\d++(?:\\.\\d*+)?+|\\.\\d++)(?:[eE][+-]?\\d++)?+|(?i:nan|inf(?:inity)?+))";

    private static final Pattern NUMBER = Pattern.compile(NUM);
    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,18}");

    private MetricNumber() {}

    /** The value of a text, which may be NaN or infinite; empty when it is not a number. */
    public static OptionalDouble parse(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return OptionalDouble.empty();
        }
        char last = Character.toLowerCase(text.charAt(text.length() - 1));
        if (last == 'n' || last == 'f' || last == 'y') {
            String word = text.toLowerCase(Locale.ROOT);
            if (word.endsWith("nan")) {
                return OptionalDouble.of(Double.NaN);
            }
            return OptionalDouble.of(word.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        }
        return OptionalDouble.of(Double.parseDouble(text));
    }

    /** The value of an integer's text; empty for {@code 1.0} and for what has more than 18 digits. */
    public static OptionalLong integer(String text) {
        return INTEGER.matcher(text).matches()
                ? OptionalLong.of(Long.parseLong(text.startsWith("+") ? text.substring(1) : text))
                : OptionalLong.empty();
    }
}
