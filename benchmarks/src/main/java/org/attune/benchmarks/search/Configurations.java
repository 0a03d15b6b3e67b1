package org.attune.benchmarks.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds the listed configuration that is nearest to a point: distance in scaled parameters, the first when several. */
final class Configurations {

    /**
     * An axis of the distance.
     *
     * @param name the parameter's name
     * @param min its smallest value
     * @param max its largest value
     * @param log whether its logarithm is scaled
     */
    record Axis(String name, double min, double max, boolean log) {

        double scale(double value) {
            return log
                    ? (Math.log(value) - Math.log(min)) / (Math.log(max) - Math.log(min))
                    : (value - min) / (max - min);
        }
    }

    private final List<Axis> axes;
    private final double[] scaled;
    private final int count;

    /** Takes the rows of a table; every axis names one of its columns. */
    Configurations(List<Axis> axes, Csv table) {
        this.axes = List.copyOf(axes);
        this.count = table.rows();
        this.scaled = new double[count * axes.size()];
        List<double[]> columns = new ArrayList<>();
        axes.forEach(axis -> columns.add(table.column(axis.name())));
        for (int row = 0; row < count; row++) {
            for (int j = 0; j < axes.size(); j++) {
                scaled[row * axes.size() + j] = axes.get(j).scale(columns.get(j)[row]);
            }
        }
    }

    int count() {
        return count;
    }

    /** The row nearest to a point. O(rows × axes). */
    int nearest(Map<String, Object> values) {
        double[] query = new double[axes.size()];
        for (int j = 0; j < query.length; j++) {
            Object value = values.get(axes.get(j).name());
            if (!(value instanceof Number number)) {
                throw new IllegalArgumentException(axes.get(j).name() + " is " + value + ", expected a number");
            }
            query[j] = axes.get(j).scale(number.doubleValue());
        }
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int row = 0, at = 0; row < count; row++) {
            double sum = 0;
            for (double coordinate : query) {
                double difference = scaled[at++] - coordinate;
                sum += difference * difference;
            }
            if (sum < least) {
                least = sum;
                best = row;
            }
        }
        return best;
    }
}
