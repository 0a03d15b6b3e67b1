package org.attune.search.strategy;

import java.util.List;
import java.util.Map;
import org.attune.search.Strategies;
import org.attune.search.space.SearchSpace;

class AutoSearchTest extends SearchStrategyContract {
    @Override
    protected SearchStrategy create(SearchSpace space, long seed) {
        return Strategies.create("auto", Map.of(), SearchProblem.of(space, List.of(Goal.MAXIMIZE), seed));
    }
}
