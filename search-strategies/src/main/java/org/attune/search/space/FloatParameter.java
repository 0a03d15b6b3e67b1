package org.attune.search.space;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A real number.
 *
 * @param name the name
 * @param min the smallest value, finite
 * @param max the largest value, finite and not below min; with a step the largest value is the last step that fits
 * @param scale how values are spread; see {@link Scale} for the ranges that each kind needs
 * @param step values are min, min + step, min + 2 step, … (positive); empty for a continuous range
 * @param defaultValue a value to start from, in range and on a step
 * @param when the condition, if any
 */
public record FloatParameter(
        String name,
        double min,
        double max,
        Scale scale,
        OptionalDouble step,
        OptionalDouble defaultValue,
        Optional<Condition> when)
        implements Parameter {

    /**
     * Checks the definition.
     *
     * @throws IllegalArgumentException naming the parameter, the value found and what was expected
     */
    public FloatParameter {
        Defects.checkName(name);
        Defects.check(Double.isFinite(min), name, "min", min, "a finite number");
        Defects.check(Double.isFinite(max), name, "max", max, "a finite number");
        Defects.check(Double.isFinite(max - min), name, "max", max, "a range that is itself a finite number");
        Defects.check(min <= max, name, "min", min, "at most max, which is " + max);
        Defects.check(scale != Scale.LOG || min > 0, name, "min", min, "a positive number, as the scale is log");
        Defects.check(
                scale != Scale.REVERSE_LOG || max < 1 || min > 0,
                name,
                "range",
                min + " to " + max,
                "one below 1 or a positive one, as the scale is reverse-log");
        if (step.isPresent()) {
            double value = step.getAsDouble();
            Defects.check(Double.isFinite(value) && value > 0, name, "step", value, "a positive number");
            Defects.check(
                    (max - min) / value <= Domain.MOST_LEVELS,
                    name,
                    "step",
                    value,
                    "one that gives at most 2^53 values");
        }
        min = min + 0.0;
        max = max + 0.0;
        if (defaultValue.isPresent()) {
            Domain.ofFloat(name, min, max, scale, step).requireDefault(name, defaultValue.getAsDouble());
        }
    }

    /** A continuous parameter without step, default or condition. */
    public static FloatParameter of(String name, double min, double max, Scale scale) {
        return new FloatParameter(
                name, min, max, scale, OptionalDouble.empty(), OptionalDouble.empty(), Optional.empty());
    }
}
