package org.attune.benchmarks.search;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A task whose values a neural network predicts.
 *
 * @param model the network
 * @param inputs what it is given
 * @param output the name of its answer
 * @param column the answer's column that is the raw value
 * @param sign what the raw value is multiplied with
 * @param fixed values that are not searched, by name
 */
record SurrogateModel(
        OnnxModel model, List<Input> inputs, String output, int column, double sign, Map<String, Object> fixed)
        implements Objective {

    /**
     * A tensor of the model.
     *
     * @param name its name in the model
     * @param type of its numbers
     * @param inactive the number that stands for an inactive parameter
     * @param columns what its columns hold
     */
    record Input(String name, String type, double inactive, List<Column> columns) {}

    /**
     * A column of a tensor.
     *
     * @param name the parameter, or the fixed value
     * @param codes the numbers of its texts; empty when it is a number itself
     */
    record Column(String name, Map<String, Double> codes) {

        private double code(Object value) {
            if (codes.isEmpty()) {
                if (value instanceof Number number) {
                    return number.doubleValue();
                }
                throw new IllegalArgumentException(name + " is " + value + ", expected a number");
            }
            Double code = codes.get(String.valueOf(value));
            if (code == null) {
                throw new IllegalArgumentException(name + " is " + value + ", expected one of " + codes.keySet());
            }
            return code;
        }
    }

    @Override
    public double at(Map<String, Object> values) {
        return sign * row(values, fixed)[column];
    }

    private double[] row(Map<String, Object> values, Map<String, Object> given) {
        return model.run(
                        inputs.stream()
                                .map(input -> tensor(input, values, given))
                                .toList(),
                        output)[0];
    }

    private static OnnxModel.Input tensor(Input input, Map<String, Object> values, Map<String, Object> given) {
        double[] numbers = new double[input.columns().size()];
        for (int i = 0; i < numbers.length; i++) {
            Column each = input.columns().get(i);
            Object value = given.getOrDefault(each.name(), values.get(each.name()));
            numbers[i] = value == null ? input.inactive() : each.code(value);
        }
        return new OnnxModel.Input(input.name(), input.type(), numbers.length, numbers);
    }

    /** This task step by step, where a fixed value is the number of steps and the model tells the time. */
    Fidelity bySteps(String name, int steps, OptionalInt clockColumn) {
        return new Fidelity() {
            @Override
            public int steps() {
                return steps;
            }

            @Override
            public Course course(Map<String, Object> values) {
                return step -> {
                    Map<String, Object> given = new HashMap<>(fixed);
                    given.put(name, step);
                    double[] row = row(values, given);
                    return new Report(sign * row[column], clockColumn.isPresent() ? row[clockColumn.getAsInt()] : step);
                };
            }
        };
    }
}
