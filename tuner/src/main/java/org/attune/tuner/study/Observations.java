package org.attune.tuner.study;

import java.util.List;
import org.attune.runner.worker.MetricPoint;

/**
 * A batch of metric points of one trial, as it was stored in one row.
 *
 * @param attempt whose points they are
 * @param rank who printed them; 0 for an external trial
 * @param position number of the batch in its (attempt, rank) stream, from 1; 0 for points without a stream (REST
 *     reports)
 * @param points at most 1,000
 */
public record Observations(int trial, int attempt, int rank, long position, List<MetricPoint> points) {

    public Observations {
        points = List.copyOf(points);
    }
}
