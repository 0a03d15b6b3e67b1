package org.attune.search.strategy;

import java.util.Map;
import org.attune.search.Strategies;

class AutoSearchTest extends SearchStrategyContract {
    @Override
    protected SearchStrategy create(SearchProblem problem) {
        return Strategies.create("auto", Map.of(), problem);
    }

    @Override
    protected int cases() {
        return 10;
    }

    @Override
    protected int oddTrials() {
        return 8;
    }
}
