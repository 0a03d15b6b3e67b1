package org.attune.search.strategy;

import java.util.List;
import java.util.Map;
import org.attune.search.Strategies;
import org.attune.search.space.SearchSpace;

class TpeSearchTest extends SearchStrategyContract {
    @Override
    protected SearchStrategy create(SearchSpace space, long seed) {
        // the model is asked early, so that short studies meet it
        return Strategies.create(
                "tpe", Map.of("startupTrials", 3), SearchProblem.of(space, List.of(Goal.MAXIMIZE), seed));
    }
}
