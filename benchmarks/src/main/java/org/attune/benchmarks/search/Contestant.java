package org.attune.benchmarks.search;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.attune.search.Strategies;
import org.attune.search.strategy.OptionProblem;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.SearchStrategy;

/**
 * A strategy with options, written {@code tpe+startup=20+group=false}.
 *
 * @param label how it is written
 * @param type the strategy's name
 * @param options its options
 */
record Contestant(String label, String type, Map<String, Object> options) {

    /**
     * Reads what was written.
     *
     * @throws IllegalArgumentException when there is no such strategy, or it has no such options
     */
    static Contestant parse(String text) {
        Map<String, Object> options = options(text);
        String type = text.strip().split("\\+", -1)[0];
        List<OptionProblem> problems = Strategies.check(type, options);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("strategy " + text + ": " + problems);
        }
        return new Contestant(text.strip(), type, options);
    }

    /**
     * The options written after a type.
     *
     * @throws IllegalArgumentException when one has no value
     */
    static Map<String, Object> options(String text) {
        String[] parts = text.strip().split("\\+", -1);
        Map<String, Object> options = new TreeMap<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "the option '" + parts[i] + "' of " + parts[0] + " has no value, expected name=value");
            }
            options.put(parts[i].substring(0, equals), value(parts[i].substring(equals + 1)));
        }
        return options;
    }

    private static Object value(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException notWhole) {
            try {
                return Double.valueOf(text);
            } catch (NumberFormatException notNumber) {
                return text;
            }
        }
    }

    SearchStrategy strategy(SearchProblem problem) {
        return Strategies.create(type, options, problem);
    }
}
