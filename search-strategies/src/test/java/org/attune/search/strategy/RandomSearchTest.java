package org.attune.search.strategy;

import java.util.Map;
import org.attune.search.Strategies;

class RandomSearchTest extends SearchStrategyContract {
    @Override
    protected SearchStrategy create(SearchProblem problem) {
        return Strategies.create("random", Map.of(), problem);
    }
}
