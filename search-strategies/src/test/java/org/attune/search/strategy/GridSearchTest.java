package org.attune.search.strategy;

import java.util.Map;
import org.attune.search.Strategies;

class GridSearchTest extends SearchStrategyContract {
    @Override
    protected SearchStrategy create(SearchProblem problem) {
        return Strategies.create("grid", Map.of(), problem);
    }

    @Override
    protected boolean endsOfItself() {
        return true;
    }
}
