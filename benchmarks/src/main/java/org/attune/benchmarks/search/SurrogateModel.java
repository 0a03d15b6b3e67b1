package org.attune.benchmarks.search;

import java.util.ArrayList;
import java.util.Arrays;
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
 * @param mostRows the most rows that it takes at once
 */
record SurrogateModel(
        OnnxModel model,
        List<Input> inputs,
        String output,
        int column,
        double sign,
        Map<String, Object> fixed,
        int mostRows)
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
        return sign * rows(values, "", new double[] {0})[0][column];
    }

    /** The model's answers where one name, a fixed value, takes several values; as it is when the name is empty. */
    private double[][] rows(Map<String, Object> values, String varied, double[] variations) {
        List<double[]> rows = new ArrayList<>();
        for (int from = 0; from < variations.length; from += mostRows) {
            double[] part = Arrays.copyOfRange(variations, from, Math.min(variations.length, from + mostRows));
            List<OnnxModel.Input> tensors = new ArrayList<>();
            for (Input input : inputs) {
                tensors.add(tensor(input, values, varied, part));
            }
            rows.addAll(List.of(model.run(tensors, output)));
        }
        return rows.toArray(new double[0][]);
    }

    private OnnxModel.Input tensor(Input input, Map<String, Object> values, String varied, double[] variations) {
        int width = input.columns().size();
        double[] numbers = new double[variations.length * width];
        for (int j = 0; j < width; j++) {
            Column each = input.columns().get(j);
            Object value = fixed.getOrDefault(each.name(), values.get(each.name()));
            double number = value == null ? input.inactive() : each.code(value);
            for (int row = 0; row < variations.length; row++) {
                numbers[row * width + j] = each.name().equals(varied) ? variations[row] : number;
            }
        }
        return new OnnxModel.Input(input.name(), input.type(), width, numbers);
    }

    /** This task step by step, where a fixed value is the number of steps and the model tells the time. */
    Fidelity bySteps(String name, int steps, OptionalInt clockColumn) {
        double[] all = new double[steps];
        Arrays.setAll(all, i -> i + 1);
        return new Fidelity() {
            @Override
            public int steps() {
                return steps;
            }

            @Override
            public Course course(Map<String, Object> values) {
                double[][] rows = rows(values, name, all);
                double[] curve = new double[steps];
                double[] clock = new double[steps];
                for (int i = 0; i < steps; i++) {
                    curve[i] = sign * rows[i][column];
                    double told = clockColumn.isPresent() ? rows[i][clockColumn.getAsInt()] : i + 1;
                    // a surrogate's clock may run backwards by a little; a real one cannot
                    clock[i] = Math.max(told, i == 0 ? Double.MIN_NORMAL : clock[i - 1]);
                }
                return new Course(curve, clock);
            }
        };
    }
}
