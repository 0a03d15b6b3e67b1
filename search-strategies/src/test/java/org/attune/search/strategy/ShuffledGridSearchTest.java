package org.attune.search.strategy;

import java.util.List;
import java.util.Map;
import org.attune.search.Strategies;
import org.attune.search.space.SearchSpace;

class ShuffledGridSearchTest extends SearchStrategyContract {
    @Override
    protected SearchStrategy create(SearchSpace space, long seed) {
        return Strategies.create(
                "grid",
                Map.of("order", "shuffled", "counts", 4),
                SearchProblem.of(space, List.of(Goal.MAXIMIZE), seed));
    }

    @Override
    protected boolean endsOnContinuousSpaces() {
        return true;
    }
}
