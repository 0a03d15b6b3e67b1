package org.attune.tuner.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One parameter as the spec states it. Values are Long, Double, String or Boolean.
 *
 * <p>{@code when} holds the conditions under which the parameter is active: parent name to what its value must be; all
 * must hold; empty means always.
 */
public sealed interface ParameterSpec {

    /** The name, {@code [A-Za-z_][A-Za-z0-9_.-]*}, at most 128 characters. */
    String name();

    /** The conditions; empty when the parameter is always active. */
    Map<String, When> when();

    /** How a range is walked. */
    enum Scale {
        /** Equal steps. */
        LINEAR,
        /** Equal ratios; the range is above 0. */
        LOG,
        /** Equal ratios of the distance to the maximum: fine near the maximum. The range is above 0. */
        REVERSE_LOG
    }

    /** What the value of a parent must be. */
    sealed interface When {
        /**
         * One of these values.
         *
         * @param values not empty
         */
        record OneOf(List<Object> values) implements When {
            /** Copies the list. */
            public OneOf {
                values = List.copyOf(values);
            }
        }

        /**
         * Between two bounds, both included.
         *
         * @param min lower bound, or minus infinity
         * @param max upper bound, or infinity
         */
        record Range(double min, double max) implements When {}
    }

    /** A real number; {@code step} makes it a lattice that starts at {@code min}. */
    record FloatSpec(
            String name,
            double min,
            double max,
            Scale scale,
            OptionalDouble step,
            OptionalDouble defaultValue,
            Map<String, When> when)
            implements ParameterSpec {
        /** Copies the conditions. */
        public FloatSpec {
            when = StudySpec.ordered(when);
        }
    }

    /** A whole number; {@code step} is 1 unless stated. */
    record IntSpec(
            String name, long min, long max, Scale scale, long step, OptionalLong defaultValue, Map<String, When> when)
            implements ParameterSpec {
        /** Copies the conditions. */
        public IntSpec {
            when = StudySpec.ordered(when);
        }
    }

    /** Numbers in order, neighbours one step apart. */
    record OrdinalSpec(String name, List<Object> values, Optional<Object> defaultValue, Map<String, When> when)
            implements ParameterSpec {
        /** Copies the collections. */
        public OrdinalSpec {
            values = List.copyOf(values);
            when = StudySpec.ordered(when);
        }
    }

    /** Values without an order; {@code probabilities} is empty for equal ones. */
    record CategoricalSpec(
            String name,
            List<Object> values,
            List<Double> probabilities,
            Optional<Object> defaultValue,
            Map<String, When> when)
            implements ParameterSpec {
        /** Copies the collections. */
        public CategoricalSpec {
            values = List.copyOf(values);
            probabilities = List.copyOf(probabilities);
            when = StudySpec.ordered(when);
        }
    }

    /** True or false. */
    record BoolSpec(String name, Optional<Boolean> defaultValue, Map<String, When> when) implements ParameterSpec {
        /** Copies the conditions. */
        public BoolSpec {
            when = StudySpec.ordered(when);
        }
    }

    /** A value that never changes. */
    record ConstantSpec(String name, Object value) implements ParameterSpec {
        @Override
        public Map<String, When> when() {
            return new LinkedHashMap<>();
        }
    }
}
