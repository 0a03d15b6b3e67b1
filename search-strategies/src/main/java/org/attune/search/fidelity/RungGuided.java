package org.attune.search.fidelity;

import java.util.Optional;
import org.attune.search.bayes.Novelty;
import org.attune.search.math.Seeds;
import org.attune.search.space.Assignment;
import org.attune.search.stopping.Rungs;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.History;
import org.attune.search.strategy.PointwiseStrategy;
import org.attune.search.strategy.Proposals;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.SearchStrategy;

/**
 * Lets any strategy learn from trials that did not run to their end: it sees each with its score of
 * {@link RungScores}, of those that began alike only the first. A share of the trials is proposed by another strategy,
 * which does not learn, so that low rungs cannot mislead for good (as in BOHB, Falkner et al., 2018); so is a trial for
 * which the learning one only comes up with points that would probably repeat what is known.
 */
public final class RungGuided implements SearchStrategy {

    /** The usual share of trials that no model proposes, in percent. */
    public static final int EXPLORED_PERCENT = 30;

    /** How often the learning strategy may come up with something. */
    private static final int ROUNDS = 4;

    /** The least chance that a result is new with which a proposal is worth a trial. */
    private static final double LEAST_NEWS = 0.5;

    private final SearchStrategy learning;
    private final SearchStrategy exploring;
    private final Rungs rungs;
    private final SearchProblem problem;
    private final Goal goal;
    private final int exploredPercent;

    /**
     * A strategy around two others.
     *
     * @param learning proposes most trials, from a history of scores
     * @param exploring proposes the rest
     * @param rungs where curves are compared
     * @param problem what both were made for; with several goals nothing can be scored, and the learning strategy
     *     proposes all trials from what it knows itself
     * @param exploredPercent the share of the other strategy, 0 to 100
     * @throws IllegalArgumentException when the share is no percentage
     */
    public RungGuided(
            SearchStrategy learning,
            SearchStrategy exploring,
            Rungs rungs,
            SearchProblem problem,
            int exploredPercent) {
        if (exploredPercent < 0 || exploredPercent > 100) {
            throw new IllegalArgumentException(exploredPercent + " percent to explore, expected 0 to 100");
        }
        this.learning = learning;
        this.exploring = exploring;
        this.rungs = rungs;
        this.problem = problem;
        this.goal = problem.goals().get(0);
        this.exploredPercent = exploredPercent;
    }

    @Override
    public Proposals propose(History history, int count) {
        PointwiseStrategy.checkCount(count);
        if (problem.goals().size() > 1) {
            return learning.propose(history, count);
        }
        History scored = RungScores.merged(history, rungs, goal);
        FirstResults first = new FirstResults(history, rungs);
        Optional<Novelty> novelty =
                problem.noise() == SearchProblem.Noise.HIGH ? Optional.empty() : first.novelty(problem.space());
        return Proposals.oneByOne(scored, count, now -> {
            Proposals one = explores(now.nextTrial())
                    ? exploring.propose(now, 1)
                    : next(now, novelty.map(known -> first.distinct(now, known)).orElse(now), novelty);
            one.proposals().forEach(each -> novelty.ifPresent(known -> known.expect(each.assignment())));
            return one;
        });
    }

    private Proposals next(History scored, History learnt, Optional<Novelty> novelty) {
        Proposals first = learning.propose(learnt, 1);
        Proposals one = first;
        History now = learnt;
        for (int round = 1; !one.proposals().isEmpty(); round++) {
            Assignment point = one.proposals().get(0).assignment();
            if (novelty.isEmpty() || novelty.get().of(point) >= LEAST_NEWS) {
                return one;
            }
            if (round == ROUNDS) {
                break;
            }
            // as if it ran, so that something else is proposed
            now = now.plus(one.proposals());
            one = learning.propose(now, 1);
        }
        return first.proposals().isEmpty() ? first : exploring.propose(scored, 1);
    }

    private boolean explores(int trial) {
        long drawn = Seeds.of(problem.seed()).forTrial(trial).forUse("explore");
        return Long.remainderUnsigned(drawn, 100) < exploredPercent;
    }

    @Override
    public Optional<Runnable> preparation(History history) {
        return learning.preparation(problem.goals().size() > 1 ? history : RungScores.merged(history, rungs, goal));
    }
}
