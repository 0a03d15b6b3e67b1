package org.attune.benchmarks.search;

import java.util.Map;

/** Recorded learning curves of listed configurations; a point has the curve of the nearest one. */
final class CurveTable implements Objective, Fidelity {

    private final Configurations configurations;
    private final float[] values;
    private final int steps;
    private final double sign;

    /** Takes the curves, one after the other in the order of the configurations. */
    CurveTable(Configurations configurations, float[] values, int steps, double sign) {
        this.configurations = configurations;
        this.values = values;
        this.steps = steps;
        this.sign = sign;
    }

    @Override
    public double at(Map<String, Object> point) {
        return sign * values[configurations.nearest(point) * steps + steps - 1];
    }

    @Override
    public int steps() {
        return steps;
    }

    /** Every step costs the same, the whole trial {@link #steps}. */
    @Override
    public Course course(Map<String, Object> point) {
        int first = configurations.nearest(point) * steps;
        return step -> new Report(sign * values[first + step - 1], step);
    }
}
