package org.attune.search.space;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The few Java types that values have in a space, and how numbers of other types become them. */
final class Values {

    private static final int SHOWN_CHARACTERS = 60;
    private static final double TWO_TO_63 = 0x1p63;

    private Values() {}

    /** Long for integral number types, Double for the others; String and Boolean as they are, all else is refused. */
    static Object normalise(String parameter, Object raw) {
        if (raw instanceof String || raw instanceof Boolean) {
            return raw;
        }
        if (raw instanceof Long || raw instanceof Integer || raw instanceof Short || raw instanceof Byte) {
            return ((Number) raw).longValue();
        }
        if (raw instanceof Number) {
            double value = ((Number) raw).doubleValue();
            Defects.check(Double.isFinite(value), parameter, "a value", raw, "a finite number");
            return value + 0.0;
        }
        throw new IllegalArgumentException(
                "parameter " + parameter + ": a value is " + show(raw) + ", expected a string, number or boolean");
    }

    /** The number as a double when it is finite; negative zero becomes zero, so that equal values are equal objects. */
    static OptionalDouble finite(Object raw) {
        if (raw instanceof Number) {
            double value = ((Number) raw).doubleValue();
            return Double.isFinite(value) ? OptionalDouble.of(value + 0.0) : OptionalDouble.empty();
        }
        return OptionalDouble.empty();
    }

    /** The number as a long when it is one exactly. */
    static OptionalLong integral(Object raw) {
        if (raw instanceof Long || raw instanceof Integer || raw instanceof Short || raw instanceof Byte) {
            return OptionalLong.of(((Number) raw).longValue());
        }
        if (raw instanceof BigInteger) {
            BigInteger big = (BigInteger) raw;
            return big.bitLength() < Long.SIZE ? OptionalLong.of(big.longValue()) : OptionalLong.empty();
        }
        if (raw instanceof Number) {
            double value = ((Number) raw).doubleValue();
            boolean exact = value == Math.rint(value) && Math.abs(value) < TWO_TO_63;
            return exact ? OptionalLong.of((long) value) : OptionalLong.empty();
        }
        return OptionalLong.empty();
    }

    /** Whether two values mean the same: numbers by their value whatever their type, everything else by equality. */
    static boolean same(Object a, Object b) {
        if (a instanceof Number && b instanceof Number) {
            OptionalLong x = integral(a);
            OptionalLong y = integral(b);
            if (x.isPresent() || y.isPresent()) {
                return x.equals(y);
            }
            return ((Number) a).doubleValue() == ((Number) b).doubleValue();
        }
        return a.equals(b);
    }

    /** The double that is written base + step * index in decimals: 0.3 and not 0.30000000000000004. */
    static double decimal(double base, double step, long index) {
        return BigDecimal.valueOf(base)
                .add(BigDecimal.valueOf(step).multiply(BigDecimal.valueOf(index)))
                .doubleValue();
    }

    /** A value as messages print it, cut to a bearable length. */
    static String show(@Nullable Object value) {
        String text = value instanceof String ? "'" + value + "'" : String.valueOf(value);
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
    }
}
