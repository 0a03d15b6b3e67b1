package org.attune.benchmarks.search;

import java.util.List;
import java.util.Map;

/**
 * A value for every combination of the parameters' values.
 *
 * @param axes the parameters, the last one fastest
 * @param values in row-major order
 * @param sign what each value is multiplied with
 */
record ValueTable(List<Axis> axes, float[] values, double sign) implements Objective {

    /**
     * A parameter of the table.
     *
     * @param name its name
     * @param levels its values in order
     */
    record Axis(String name, List<Object> levels) {

        int position(Object value) {
            for (int i = 0; i < levels.size(); i++) {
                Object level = levels.get(i);
                boolean same = (level instanceof Number number && value instanceof Number other)
                        ? number.doubleValue() == other.doubleValue()
                        : level.equals(value);
                if (same) {
                    return i;
                }
            }
            throw new IllegalArgumentException(name + " is " + value + ", expected one of " + levels);
        }
    }

    @Override
    public double at(Map<String, Object> point) {
        int index = 0;
        for (Axis axis : axes) {
            Object value = point.get(axis.name());
            if (value == null) {
                throw new IllegalArgumentException(axis.name() + " is missing, expected one of " + axis.levels());
            }
            index = index * axis.levels().size() + axis.position(value);
        }
        return sign * values[index];
    }
}
