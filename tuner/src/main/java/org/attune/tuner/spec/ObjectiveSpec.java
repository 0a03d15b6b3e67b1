package org.attune.tuner.spec;

import java.util.OptionalDouble;
import org.attune.search.strategy.Goal;

/**
 * What a study optimises.
 *
 * @param metric name of the metric
 * @param goal the direction
 * @param target the value at which the study has reached its end, finite
 * @param take which of a trial's values counts
 */
public record ObjectiveSpec(String metric, Goal goal, OptionalDouble target, Take take) {

    /** Which of the values that a trial reports counts as its result. */
    public enum Take {
        /** The value of the last step. */
        LAST,
        /** The best in the direction of the goal. */
        BEST,
        /** The smallest. */
        MIN,
        /** The largest. */
        MAX
    }
}
