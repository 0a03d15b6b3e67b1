package org.attune.search.strategy;

import java.util.Map;
import org.attune.search.Strategies;

class ShuffledGridSearchTest extends SearchStrategyContract {
    @Override
    protected SearchStrategy create(SearchProblem problem) {
        return Strategies.create("grid", Map.of("order", "shuffled", "counts", 4), problem);
    }

    @Override
    protected boolean endsOfItself() {
        return true;
    }
}
