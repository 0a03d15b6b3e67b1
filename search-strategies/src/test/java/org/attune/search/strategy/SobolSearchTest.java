package org.attune.search.strategy;

import java.util.Map;
import org.attune.search.Strategies;

class SobolSearchTest extends SearchStrategyContract {
    @Override
    protected SearchStrategy create(SearchProblem problem) {
        return Strategies.create("sobol", Map.of(), problem);
    }
}
