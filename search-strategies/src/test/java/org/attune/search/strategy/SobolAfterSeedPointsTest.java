package org.attune.search.strategy;

import java.util.List;
import java.util.Map;
import org.attune.search.Strategies;
import org.attune.search.space.SearchSpace;

class SobolAfterSeedPointsTest extends SearchStrategyContract {
    @Override
    protected SearchStrategy create(SearchProblem problem) {
        SearchStrategy inner = Strategies.create("sobol", Map.of(), problem);
        // the empty point leaves every value open, so it fits any space
        return Strategies.withSeedPoints(
                inner, problem.space(), satisfiable(problem.space()) ? List.of(Map.of(), Map.of()) : List.of(), true);
    }

    private boolean satisfiable(SearchSpace space) {
        return !Strategies.create("random", Map.of(), SearchProblem.of(space, List.of(Goal.MAXIMIZE), 0))
                .propose(History.empty(), 1)
                .proposals()
                .isEmpty();
    }
}
