package org.attune.runner.worker;

import java.util.Objects;

/**
 * One value of a metric.
 *
 * @param metric the metric's name
 * @param step the step it belongs to; counted per metric where the source gives none
 * @param value the value; NaN and the infinities are values like others
 * @param timeMillis when it was reported, in epoch milliseconds: as the source says, else when it was read
 */
public record MetricPoint(String metric, long step, double value, long timeMillis) {

    /** Checks that there is a name. */
    public MetricPoint {
        Objects.requireNonNull(metric, "metric");
    }
}
