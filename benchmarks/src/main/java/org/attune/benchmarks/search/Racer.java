package org.attune.benchmarks.search;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.attune.search.Strategies;
import org.attune.search.fidelity.RungGuided;
import org.attune.search.stopping.Rungs;
import org.attune.search.stopping.StoppingRule;
import org.attune.search.stopping.StoppingRules;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.OptionProblem;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.SearchStrategy;

/**
 * A strategy with or without a rule that ends trials early, written {@code tpe+startupTrials=20/asha+eta=4}; or {@code
 * guided-tpe/asha}, where the strategy learns from the scores of all trials at the rule's rungs.
 *
 * @param label how it is written
 * @param strategy proposes trials
 * @param guided whether the strategy learns from trials that did not run to their end by their scores across rungs
 * @param rule the type of the rule; empty when every trial runs to its end
 * @param options the rule's options
 */
record Racer(String label, Contestant strategy, boolean guided, Optional<String> rule, Map<String, Object> options) {

    private static final Set<String> RUNG_RULES = Set.of("asha", "hyperband");

    private static final String GUIDED = "guided-";

    /** A step at which any trial has ended, to check options by before the task is known. */
    private static final long SOME_STEPS = 1_000_000;

    /**
     * Reads what was written.
     *
     * @throws IllegalArgumentException when there is no such strategy or rule, or it has no such options
     */
    static Racer parse(String text) {
        String label = text.strip();
        boolean guided = label.startsWith(GUIDED);
        String rest = guided ? label.substring(GUIDED.length()) : label;
        int slash = rest.indexOf('/');
        if (slash < 0) {
            return new Racer(label, Contestant.parse(rest), guided, Optional.empty(), Map.of());
        }
        String rule = rest.substring(slash + 1).strip();
        Map<String, Object> options = Contestant.options(rule);
        String type = rule.split("\\+", -1)[0];
        Contestant strategy = Contestant.parse(rest.substring(0, slash));
        Racer racer = new Racer(label, strategy, guided, Optional.of(type), options);
        List<OptionProblem> problems = StoppingRules.check(type, racer.optionsFor(SOME_STEPS));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("rule " + rule + ": " + problems);
        }
        return racer;
    }

    /** Whether there is such a strategy and rule. */
    static boolean known(String text) {
        try {
            parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The rule for trials of so many steps, in a new state. */
    Optional<StoppingRule> ruleFor(long steps) {
        return rule.map(type -> StoppingRules.create(type, optionsFor(steps), Goal.MINIMIZE));
    }

    /** The strategy for a problem, where curves are compared at some rungs. */
    SearchStrategy strategyFor(SearchProblem problem, Rungs rungs) {
        SearchStrategy learning = strategy.strategy(problem);
        return guided
                ? new RungGuided(
                        learning,
                        Strategies.create("random", Map.of(), problem),
                        rungs,
                        problem,
                        RungGuided.EXPLORED_PERCENT)
                : learning;
    }

    /** Whether the rule looks at trials on its rungs only, so that what they report in between changes nothing. */
    boolean looksAtRungs() {
        return rule.map(RUNG_RULES::contains).orElse(true);
    }

    /** The options, to which rules of rungs are told the length of a whole trial. */
    private Map<String, Object> optionsFor(long steps) {
        Map<String, Object> all = new TreeMap<>(options);
        if (rule.filter(RUNG_RULES::contains).isPresent()) {
            all.putIfAbsent("max", steps);
        }
        return all;
    }
}
