package org.attune.tuner.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.attune.search.Strategies;
import org.attune.search.stopping.StoppingRules;
import org.attune.search.strategy.OptionProblem;

/**
 * The strategies and stopping rules of the spec language. What each type that this build has takes as options is known
 * to the search library alone
 * and asked there; a type that no build has yet keeps its options unchecked, and is refused at submit.
 */
final class SearchOptions {

    /** The strategies of the language; the build may have more. */
    private static final List<String> STRATEGIES =
            List.of("auto", "bayes", "cmaes", "evolution", "grid", "random", "sobol", "tpe");

    /** The stopping rules of the language; the build may have more. */
    private static final List<String> STOPPINGS =
            List.of("asha", "curve", "hyperband", "median", "pasha", "patience", "percentile", "threshold", "wilcoxon");

    private SearchOptions() {}

    static List<String> strategies() {
        Set<String> all = new TreeSet<>(STRATEGIES);
        all.addAll(Strategies.names());
        return List.copyOf(all);
    }

    static List<String> stoppings() {
        Set<String> all = new TreeSet<>(STOPPINGS);
        all.addAll(StoppingRules.names());
        return List.copyOf(all);
    }

    /** What is wrong with the options of a stopping rule. */
    static List<OptionProblem> checkStopping(String type, Map<String, Object> options) {
        return StoppingRules.names().contains(type) ? StoppingRules.check(type, options) : List.of();
    }

    /** The options of a mapping as plain values; {@code type} and {@code seed} are none. */
    static Map<String, Object> of(SpecNode.Mapping mapping) {
        Map<String, Object> out = new LinkedHashMap<>();
        for (SpecNode.Entry entry : mapping.entries()) {
            Object value =
                    entry.key().equals("type") || entry.key().equals("seed") ? null : FreeValues.of(entry.value());
            if (value != null) {
                out.put(entry.key(), value);
            }
        }
        return out;
    }
}
