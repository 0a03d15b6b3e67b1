package org.attune.search.fidelity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.attune.search.math.Seeds;
import org.attune.search.stopping.Rungs;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Proposal;
import org.attune.search.strategy.Proposals;
import org.attune.search.strategy.SearchStrategy;

/**
 * Lets any strategy learn from trials that did not run to their end: it sees each with its score of
 * {@link RungScores}. A share of the trials is proposed by another strategy, which does not learn, so that low rungs
 * cannot mislead for good.
 */
public final class RungGuided implements SearchStrategy {

    /** The usual share of trials that no model proposes, in percent. */
    public static final int EXPLORED_PERCENT = 20;

    private final SearchStrategy learning;
    private final SearchStrategy exploring;
    private final Rungs rungs;
    private final Goal goal;
    private final long seed;
    private final int exploredPercent;

    /**
     * A strategy around two others.
     *
     * @param learning proposes most trials, from a history of scores
     * @param exploring proposes the rest
     * @param rungs where curves are compared
     * @param goal of the only objective
     * @param seed the study's seed
     * @param exploredPercent the share of the other strategy, 0 to 100
     * @throws IllegalArgumentException when the share is no percentage
     */
    public RungGuided(
            SearchStrategy learning, SearchStrategy exploring, Rungs rungs, Goal goal, long seed, int exploredPercent) {
        if (exploredPercent < 0 || exploredPercent > 100) {
            throw new IllegalArgumentException(exploredPercent + " percent to explore, expected 0 to 100");
        }
        this.learning = learning;
        this.exploring = exploring;
        this.rungs = rungs;
        this.goal = goal;
        this.seed = seed;
        this.exploredPercent = exploredPercent;
    }

    @Override
    public Proposals propose(History history, int count) {
        if (count < 1) {
            throw new IllegalArgumentException(
                    "the number of proposals asked for is " + count + ", expected 1 or more");
        }
        History scored = RungScores.merged(history, rungs, goal);
        List<Proposal> all = new ArrayList<>();
        while (all.size() < count) {
            SearchStrategy next = explores(scored.nextTrial()) ? exploring : learning;
            Proposals one = next.propose(scored, 1);
            if (one.proposals().isEmpty()) {
                return new Proposals(all, one.exhausted());
            }
            all.addAll(one.proposals());
            scored = scored.plus(one.proposals());
        }
        return new Proposals(all, Optional.empty());
    }

    private boolean explores(int trial) {
        long drawn = Seeds.of(seed).forTrial(trial).forUse("explore");
        return Long.remainderUnsigned(drawn, 100) < exploredPercent;
    }

    @Override
    public Optional<Runnable> preparation(History history) {
        return learning.preparation(RungScores.merged(history, rungs, goal));
    }
}
