package org.attune.search;

import java.util.Optional;
import org.attune.search.bayes.BayesSearch;
import org.attune.search.space.SearchSpace;
import org.attune.search.space.UnitCube;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Patience;
import org.attune.search.strategy.Proposals;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.SearchStrategy;

/**
 * A portfolio, chosen by what the study is like and by the trial's number, so that it needs no memory of its own:
 * Bayesian search; two of three trials by TPE where most parameters are categories, of which a distance says little; and
 * every second trial by TPE when there are more results than one Gaussian process can take.
 */
final class AutoSearch implements SearchStrategy {

    /** The share of categories from which on TPE takes most trials. */
    private static final double MOSTLY = 2.0 / 3;

    private static final int MANY_RESULTS = 1_000;

    private final SearchStrategy bayes;
    private final SearchStrategy tpe;
    private final boolean mostlyCategories;

    AutoSearch(SearchProblem problem, boolean repeats, SearchStrategy tpe, Patience patience) {
        this.bayes = new BayesSearch(problem, repeats, Optional.empty(), patience);
        this.tpe = tpe;
        this.mostlyCategories = shareOfCategories(problem.space()) >= MOSTLY;
    }

    private static double shareOfCategories(SearchSpace space) {
        UnitCube cube = new UnitCube(space);
        int categories = 0;
        for (int i = 0; i < cube.dimensions(); i++) {
            categories += !cube.ordered(i) && cube.levels(i) > 2 ? 1 : 0;
        }
        return cube.dimensions() == 0 ? 0 : (double) categories / cube.dimensions();
    }

    private SearchStrategy arm(int trial, History history) {
        if (mostlyCategories) {
            return trial % 3 == 0 ? bayes : tpe;
        }
        return history.trials().size() > MANY_RESULTS && trial % 2 == 0 ? tpe : bayes;
    }

    @Override
    public Proposals propose(History history, int count) {
        return Proposals.oneByOne(
                history, count, now -> arm(now.nextTrial(), now).propose(now, 1));
    }

    @Override
    public Optional<Runnable> preparation(History history) {
        return bayes.preparation(history);
    }
}
