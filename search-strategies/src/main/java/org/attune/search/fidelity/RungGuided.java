package org.attune.search.fidelity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.attune.search.bayes.Novelty;
import org.attune.search.math.Seeds;
import org.attune.search.stopping.Rungs;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Proposal;
import org.attune.search.strategy.Proposals;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.SearchStrategy;
import org.attune.search.strategy.TrialRecord;

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
        if (count < 1) {
            throw new IllegalArgumentException(
                    "the number of proposals asked for is " + count + ", expected 1 or more");
        }
        if (problem.goals().size() > 1) {
            return learning.propose(history, count);
        }
        History scored = RungScores.merged(history, rungs, goal);
        FirstResults first = new FirstResults(history, rungs);
        Optional<Novelty> novelty =
                problem.noise() == SearchProblem.Noise.HIGH ? Optional.empty() : first.novelty(problem.space());
        History learnt = scored;
        if (novelty.isPresent()) {
            learnt = first.distinct(scored, novelty.get());
        }
        List<Proposal> all = new ArrayList<>();
        while (all.size() < count) {
            Proposals one = explores(scored.nextTrial()) ? exploring.propose(scored, 1) : next(scored, learnt, novelty);
            if (one.proposals().isEmpty()) {
                return new Proposals(all, one.exhausted());
            }
            all.addAll(one.proposals());
            novelty.ifPresent(each -> each.expect(one.proposals().get(0).assignment()));
            scored = scored.plus(one.proposals());
            learnt = learnt.plus(one.proposals());
        }
        return new Proposals(all, Optional.empty());
    }

    private Proposals next(History scored, History learnt, Optional<Novelty> novelty) {
        History now = learnt;
        for (int round = 0; round < ROUNDS; round++) {
            Proposals one = learning.propose(now, 1);
            if (novelty.isEmpty()
                    || one.proposals().isEmpty()
                    || novelty.get().of(one.proposals().get(0).assignment()) >= LEAST_NEWS) {
                return one;
            }
            // as if it ran, so that something else is proposed
            List<TrialRecord> trials = new ArrayList<>(now.trials());
            trials.add(
                    TrialRecord.pending(now.nextTrial(), one.proposals().get(0).assignment()));
            now = new History(now.nextTrial() + 1, trials);
        }
        return exploring.propose(scored, 1);
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
