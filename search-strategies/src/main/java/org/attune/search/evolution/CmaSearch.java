package org.attune.search.evolution;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.attune.search.basic.PointSource;
import org.attune.search.basic.RandomPoints;
import org.attune.search.basic.SobolPoints;
import org.attune.search.basic.Taken;
import org.attune.search.math.Seeds;
import org.attune.search.space.Assignment;
import org.attune.search.space.Canonical;
import org.attune.search.space.SearchSpace;
import org.attune.search.space.UnitCube;
import org.attune.search.strategy.Completing;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Outcome;
import org.attune.search.strategy.PointwiseStrategy;
import org.attune.search.strategy.Proposal;
import org.attune.search.strategy.Proposals;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.SearchStrategy;
import org.attune.search.strategy.Standing;
import org.attune.search.strategy.TrialRecord;

/**
 * CMA-ES for long searches over many numbers; only the first objective is looked at. The results of the history in
 * their order are the generations: whenever a population of them is complete, the distribution adapts, and every trial
 * is drawn from the distribution of the moment with numbers of its own. Asked one by one, that is the usual CMA-ES; with
 * parallel trials some results of a generation come from the distribution before, which is as good as an injected
 * point. Nobody waits for the slowest of a generation, and any history can be gone on from, whoever proposed it.
 *
 * <p>A proposal takes O(dimensions^2), a generation O(dimensions^3 + population · dimensions^2); what is kept between
 * calls spares going through the whole history and changes no proposal.
 */
public final class CmaSearch implements SearchStrategy, Completing {

    private static final String USE = "cmaes";
    private static final int DRAWS = 200;

    private final SearchProblem problem;
    private final CmaSettings settings;
    private final SearchSpace space;
    private final UnitCube cube;
    private final SobolPoints startup;
    private final RandomPoints random;

    /** The state after the results that it has observed. */
    private Evolution evolution;

    private final List<TrialRecord> observed = new ArrayList<>();

    /** A strategy for a problem. */
    public CmaSearch(SearchProblem problem, CmaSettings settings) {
        this.problem = problem;
        this.settings = settings;
        this.space = problem.space();
        this.cube = new UnitCube(space);
        this.startup = new SobolPoints(space, problem.seed(), settings.repeats());
        this.random = new RandomPoints(space, problem.seed(), settings.repeats());
        this.evolution = anew();
    }

    private Evolution anew() {
        Evolution begun = new Evolution(cube, problem.seed(), settings);
        problem.earlier().forEach(trial -> observe(begun, trial));
        return begun;
    }

    private void observe(Evolution into, TrialRecord trial) {
        // of other studies a trial may be no point of this space, and have values of other types
        if (problem.learnsFrom(trial)
                && space.canonical(trial.assignment().values()) instanceof Canonical.Valid valid) {
            Assignment assignment = valid.assignment();
            Standing standing = Standing.of(trial, problem.goals());
            into.observe(new Result(cube.encode(assignment), cube.active(assignment), standing));
        }
    }

    private void catchUp(List<TrialRecord> trials, Taken taken) {
        int at = 0;
        for (TrialRecord trial : trials) {
            taken.add(trial.assignment());
            if (trial.outcome() == Outcome.PENDING) {
                continue;
            }
            if (at < observed.size() && !same(observed.get(at), trial)) {
                observed.clear();
                evolution = anew();
                catchUp(trials, new Taken());
            }
            if (at >= observed.size()) {
                observed.add(trial);
                observe(evolution, trial);
            }
            at++;
        }
        if (at < observed.size()) {
            observed.clear();
            evolution = anew();
            catchUp(trials, new Taken());
        }
    }

    private static boolean same(TrialRecord one, TrialRecord other) {
        return one == other || one.equals(other);
    }

    /** Synchronized for what is kept between calls alone. */
    @Override
    public synchronized Proposals propose(History history, int count) {
        PointwiseStrategy.checkCount(count);
        Taken taken = new Taken();
        catchUp(history.trials(), taken);
        List<Proposal> proposals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int trial = history.nextTrial() + i;
            PointSource.Result result = evolution.started() ? drawn(trial, taken) : startup.point(trial, taken);
            if (result instanceof PointSource.None none) {
                return new Proposals(proposals, Optional.of(none.reason()));
            }
            PointSource.Found found = (PointSource.Found) result;
            taken.add(found.assignment());
            proposals.add(new Proposal(found.assignment(), found.origin()));
        }
        return new Proposals(proposals, Optional.empty());
    }

    private PointSource.Result drawn(int trial, Taken taken) {
        RandomGenerator generator =
                Seeds.generator(Seeds.of(problem.seed()).forTrial(trial).forUse(USE));
        for (int draw = 0; draw < DRAWS; draw++) {
            if (cube.decode(evolution.draw(generator)) instanceof Canonical.Valid valid
                    && (settings.repeats() || !taken.contains(valid.assignment()))) {
                return new PointSource.Found(valid.assignment(), evolution.progress());
            }
        }
        PointSource.Result result = random.point(trial, taken);
        return result instanceof PointSource.Found found
                ? new PointSource.Found(found.assignment(), "random, as no draw of cmaes was valid and new")
                : result;
    }

    @Override
    public PointSource.Result complete(Map<String, ?> given, int trial, Taken taken) {
        return random.complete(given, trial, taken);
    }
}
