package org.attune.search.strategy;

import java.util.List;
import java.util.Map;
import org.attune.search.Strategies;
import org.attune.search.space.SearchSpace;

class SobolSearchTest extends SearchStrategyContract {
    @Override
    protected SearchStrategy create(SearchSpace space, long seed) {
        return Strategies.create("sobol", Map.of(), SearchProblem.of(space, List.of(Goal.MAXIMIZE), seed));
    }
}
