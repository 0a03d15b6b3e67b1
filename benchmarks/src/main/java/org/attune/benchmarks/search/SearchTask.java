package org.attune.benchmarks.search;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.attune.search.space.SearchSpace;

/**
 * Something to minimise whose answer is known.
 *
 * @param name its name, the same in recorded runs
 * @param family the group of tasks it belongs to
 * @param space what to search
 * @param budget the number of evaluations of one run
 * @param regret how far a best value is from the answer
 * @param objective the value at a point
 * @param fidelity how a trial goes on step by step, if that is known
 * @param checks points with their values
 */
record SearchTask(
        String name,
        String family,
        SearchSpace space,
        int budget,
        Regret regret,
        Objective objective,
        Optional<Fidelity> fidelity,
        List<Check> checks) {

    /**
     * A point whose value is known.
     *
     * @param values the point
     * @param value the objective there, its sign applied
     */
    record Check(Map<String, Object> values, double value) {}
}
