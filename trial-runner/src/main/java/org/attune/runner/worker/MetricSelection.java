package org.attune.runner.worker;

import java.util.List;
import java.util.Objects;

/**
 * Which metrics of a worker are wanted.
 *
 * @param collect names, or globs in which {@code *} stays between slashes and {@code **} crosses them; the objectives
 *     must be among them
 * @param regex the user's own line patterns, tried before the built-in forms; what they find is wanted by itself
 * @param ranks {@code first} reads rank 0 alone, {@code all} reads every rank
 */
public record MetricSelection(List<String> collect, List<RegexMetric> regex, String ranks) {

    /** Reads rank 0 only. */
    public static final String FIRST = "first";

    /** Reads every rank. */
    public static final String ALL = "all";

    /** Copies the lists and checks {@code ranks}. */
    public MetricSelection {
        collect = List.copyOf(collect);
        regex = List.copyOf(regex);
        Objects.requireNonNull(ranks, "ranks");
        if (!ranks.equals(FIRST) && !ranks.equals(ALL)) {
            throw new IllegalArgumentException("ranks is first or all, not \"" + ranks + "\"");
        }
    }

    /** The named metrics of rank 0, without patterns of the user's own. */
    public static MetricSelection of(String... names) {
        return new MetricSelection(List.of(names), List.of(), FIRST);
    }

    /** Whether this rank's output is read for metrics. */
    public boolean reads(int rank) {
        return rank == 0 || ranks.equals(ALL);
    }
}
