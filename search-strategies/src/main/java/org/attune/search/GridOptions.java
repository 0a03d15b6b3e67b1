package org.attune.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.attune.search.basic.GridPoints;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.IntParameter;
import org.attune.search.space.Parameter;
import org.attune.search.space.SearchSpace;
import org.attune.search.strategy.Nearest;
import org.attune.search.strategy.OptionProblem;
import org.attune.search.strategy.Options;
import org.jspecify.annotations.Nullable;

/** Reads the options of the grid. */
final class GridOptions {

    private static final int DEFAULT_COUNT = 10;
    private static final int MOST_COUNT = 10_000;
    private static final String COUNTS = "counts";
    private static final String EXPECTED_COUNT = "a whole number from 1 to " + MOST_COUNT;

    private GridOptions() {}

    static GridPoints.Settings read(Options options) {
        Object value = options.raw(COUNTS);
        Map<String, Integer> counts = new LinkedHashMap<>();
        int defaultCount = DEFAULT_COUNT;
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                Optional<Integer> count = count(entry.getValue());
                String name = String.valueOf(entry.getKey());
                count.ifPresentOrElse(
                        found -> counts.put(name, found),
                        () -> options.problem(COUNTS + "." + name, entry.getValue(), EXPECTED_COUNT));
            }
        } else if (value != null) {
            Optional<Integer> count = count(value);
            if (count.isEmpty()) {
                options.problem(COUNTS, value, "numbers of points by parameter name, or " + EXPECTED_COUNT);
            }
            defaultCount = count.orElse(DEFAULT_COUNT);
        }
        boolean shuffled =
                options.word("order", "space", List.of("space", "shuffled")).equals("shuffled");
        return new GridPoints.Settings(counts, defaultCount, shuffled, options.flag(Strategies.REPEATS, false));
    }

    private static Optional<Integer> count(@Nullable Object value) {
        if (value instanceof Number number) {
            double count = number.doubleValue();
            if (count == Math.rint(count) && count >= 1 && count <= MOST_COUNT) {
                return Optional.of((int) count);
            }
        }
        return Optional.empty();
    }

    /** Names in the counts that the space does not have, or that have no range to space points over. */
    static List<OptionProblem> check(GridPoints.Settings settings, SearchSpace space) {
        List<String> ranges = space.parameters().stream()
                .filter(parameter -> parameter instanceof FloatParameter || parameter instanceof IntParameter)
                .map(Parameter::name)
                .toList();
        List<OptionProblem> problems = new ArrayList<>();
        for (String name : settings.counts().keySet()) {
            if (!ranges.contains(name)) {
                String nearest = Nearest.name(name, ranges)
                        .map(meant -> ", perhaps " + meant)
                        .orElse("");
                problems.add(new OptionProblem(COUNTS, name, "the name of a float or int parameter" + nearest));
            }
        }
        return problems;
    }
}
