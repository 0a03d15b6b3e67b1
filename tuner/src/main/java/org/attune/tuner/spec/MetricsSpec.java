package org.attune.tuner.spec;

import java.util.List;
import java.util.Optional;

/**
 * Which metrics are collected beside the objectives, and how.
 *
 * @param collectAll every metric seen, up to a cap
 * @param collect names of metrics, {@code *} stands for any characters
 * @param regex patterns for lines of output
 * @param tensorboardDir a folder of event files, relative to the working directory
 * @param mlflow whether the MLflow endpoint takes metrics
 * @param ranks whose metrics count
 * @param reduce how the ranks' values become one, used with {@link Ranks#ALL}
 */
public record MetricsSpec(
        boolean collectAll,
        List<String> collect,
        List<MetricPattern> regex,
        Optional<String> tensorboardDir,
        boolean mlflow,
        Ranks ranks,
        Reduce reduce) {

    /** What holds when the spec says nothing: the objectives, from rank 0. */
    public static final MetricsSpec DEFAULT =
            new MetricsSpec(false, List.of(), List.of(), Optional.empty(), false, Ranks.FIRST, Reduce.MEAN);

    /** Copies the lists. */
    public MetricsSpec {
        collect = List.copyOf(collect);
        regex = List.copyOf(regex);
    }

    /**
     * A pattern for lines of output, a Java regular expression with the group {@code value}.
     *
     * @param name the metric; empty when the pattern has the group {@code name}
     * @param pattern the expression, known to compile
     */
    public record MetricPattern(Optional<String> name, String pattern) {}

    /** Whose metrics count. */
    public enum Ranks {
        /** Rank 0. */
        FIRST,
        /** All ranks, reduced to one value. */
        ALL
    }

    /** How values of several ranks become one. */
    public enum Reduce {
        /** Arithmetic mean. */
        MEAN,
        /** Smallest. */
        MIN,
        /** Largest. */
        MAX,
        /** Sum. */
        SUM
    }
}
