package org.attune.search.strategy;

import java.util.Map;
import org.attune.search.Strategies;

class CmaSearchTest extends SearchStrategyContract {
    @Override
    protected SearchStrategy create(SearchProblem problem) {
        // small generations, so that short studies have several
        return Strategies.create("cmaes", Map.of("startupTrials", 3, "population", 4), problem);
    }
}
