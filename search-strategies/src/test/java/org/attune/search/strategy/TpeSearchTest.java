package org.attune.search.strategy;

import java.util.Map;
import org.attune.search.Strategies;

class TpeSearchTest extends SearchStrategyContract {
    @Override
    protected SearchStrategy create(SearchProblem problem) {
        // the model is asked early, so that short studies meet it
        return Strategies.create("tpe", Map.of("startupTrials", 3), problem);
    }
}
