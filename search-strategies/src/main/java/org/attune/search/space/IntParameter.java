package org.attune.search.space;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A whole number.
 *
 * @param name the name
 * @param min the smallest value, within ±2^53
 * @param max the largest value, within ±2^53 and not below min
 * @param scale how values are spread; log and reverse-log need a positive range
 * @param step values are min, min + step, …; 1 or more, 1 means every whole number
 * @param defaultValue a value to start from, in range and on a step
 * @param when the condition, if any
 */
public record IntParameter(
        String name, long min, long max, Scale scale, long step, OptionalLong defaultValue, Optional<Condition> when)
        implements Parameter {

    /**
     * Checks the definition.
     *
     * @throws IllegalArgumentException naming the parameter, the value found and what was expected
     */
    public IntParameter {
        Defects.checkName(name);
        Defects.check(Math.abs((double) min) <= Domain.MOST_LEVELS, name, "min", min, "a number within ±2^53");
        Defects.check(Math.abs((double) max) <= Domain.MOST_LEVELS, name, "max", max, "a number within ±2^53");
        Defects.check(min <= max, name, "min", min, "at most max, which is " + max);
        Defects.check(
                scale == Scale.LINEAR || min > 0,
                name,
                "min",
                min,
                "a positive number, as the scale is " + (scale == Scale.LOG ? "log" : "reverse-log"));
        Defects.check(step >= 1, name, "step", step, "1 or more");
        if (defaultValue.isPresent()) {
            Domain.ofInt(name, min, max, scale, step).requireDefault(name, defaultValue.getAsLong());
        }
    }

    /** Every whole number of the range, without default or condition. */
    public static IntParameter of(String name, long min, long max, Scale scale) {
        return new IntParameter(name, min, max, scale, 1, OptionalLong.empty(), Optional.empty());
    }
}
