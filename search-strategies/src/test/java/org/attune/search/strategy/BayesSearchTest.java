package org.attune.search.strategy;

import java.util.Map;
import org.attune.search.Strategies;

class BayesSearchTest extends SearchStrategyContract {

    @Override
    protected SearchStrategy create(SearchProblem problem) {
        return Strategies.create("bayes", Map.of("startupTrials", 4), problem);
    }

    @Override
    protected int cases() {
        return 10;
    }

    @Override
    protected int oddTrials() {
        return 12;
    }
}
