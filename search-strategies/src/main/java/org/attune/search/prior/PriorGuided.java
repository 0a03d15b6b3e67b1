package org.attune.search.prior;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import org.attune.search.basic.PointSource;
import org.attune.search.basic.RandomPoints;
import org.attune.search.basic.Taken;
import org.attune.search.math.Seeds;
import org.attune.search.space.Assignment;
import org.attune.search.space.Canonical;
import org.attune.search.space.UnitCube;
import org.attune.search.strategy.Completing;
import org.attune.search.strategy.History;
import org.attune.search.strategy.PointwiseStrategy;
import org.attune.search.strategy.Proposal;
import org.attune.search.strategy.Proposals;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.SearchStrategy;
import org.attune.search.strategy.Standing;
import org.attune.search.strategy.TrialRecord;

/**
 * Lets a strategy begin where a person believes good points to be, after PriorBand (Mallik et al., 2023). Half of the
 * first trials are drawn from the belief, its centre first; the others are the strategy's own. From
 * {@value #BEFORE_WEIGHING} results on that half is divided: the belief keeps the part that it explains of the best third
 * of the results, weighed by rank, against a density as wide around the best one. A wrong belief, whose trials are
 * not among the best, so soon gets none. What it keeps fades as results become many, since the strategy's model knows them.
 *
 * <p>A proposal costs O(results · (dimensions + log results)) beside that of the strategy.
 */
public final class PriorGuided implements SearchStrategy, Completing {

    /** How many results there must be before the belief is weighed against them. */
    private static final int BEFORE_WEIGHING = 8;

    private static final double SHARE = 0.5;

    /** After so many results more the share is half of what the weighing gives. */
    private static final double FADING = 10;

    private static final double BEST = 1.0 / 3;
    private static final int DRAWS = 200;
    private static final String USE = "prior";

    /**
     * What is believed of one parameter.
     *
     * @param value a good value
     * @param confidence how sure that is
     */
    public record Guess(Object value, Confidence confidence) {}

    private final SearchStrategy inner;
    private final SearchProblem problem;
    private final UnitCube cube;
    private final Belief belief;
    private final double[] centre;
    private final boolean repeats;
    private final RandomPoints random;

    /**
     * A guided strategy.
     *
     * @param inner proposes the other trials
     * @param guesses by the name of the parameter; names that the space does not have and values that are none of it are
     *     passed over
     * @param repeats whether points that are taken may be proposed again
     */
    public PriorGuided(SearchStrategy inner, SearchProblem problem, Map<String, Guess> guesses, boolean repeats) {
        this.inner = inner;
        this.problem = problem;
        this.cube = new UnitCube(problem.space());
        this.belief = new Belief(cube.dimensions());
        this.centre = new double[cube.dimensions()];
        this.repeats = repeats;
        this.random = new RandomPoints(problem.space(), problem.seed(), repeats);
        for (int i = 0; i < centre.length; i++) {
            Guess guess = guesses.get(cube.parameter(i).name());
            OptionalDouble at = guess == null ? OptionalDouble.empty() : cube.coordinateOf(i, guess.value());
            if (guess != null && at.isPresent()) {
                centre[i] = at.getAsDouble();
                believe(belief, i, centre[i], guess.confidence());
            }
        }
    }

    private void believe(Belief into, int dimension, double coordinate, Confidence confidence) {
        if (cube.ordered(dimension)) {
            into.around(dimension, coordinate, confidence.deviation());
            return;
        }
        long index = cube.index(dimension, coordinate);
        double start = index == 0 ? 0 : cube.cellEnd(dimension, index - 1);
        into.cell(dimension, start, cube.cellEnd(dimension, index), confidence.odds());
    }

    @Override
    public Proposals propose(History history, int count) {
        double share = share(history);
        return Proposals.oneByOne(
                history,
                count,
                now -> drawn(now, share)
                        .map(one -> new Proposals(List.of(one), Optional.empty()))
                        .orElseGet(() -> inner.propose(now, 1)));
    }

    @Override
    public Optional<Runnable> preparation(History history) {
        return inner.preparation(history);
    }

    @Override
    public PointSource.Result complete(Map<String, ?> given, int trial, Taken taken) {
        return inner instanceof Completing completing
                ? completing.complete(given, trial, taken)
                : random.complete(given, trial, taken);
    }

    /** A point of the belief, when it is its turn and one is free. */
    private Optional<Proposal> drawn(History now, double share) {
        RandomGenerator generator = Seeds.generator(
                Seeds.of(problem.seed()).forTrial(now.nextTrial()).forUse(USE));
        if (generator.nextDouble() >= share) {
            return Optional.empty();
        }
        Taken taken = PointwiseStrategy.taken(now);
        if (belief.complete() && cube.decode(centre) instanceof Canonical.Valid valid && free(valid, taken)) {
            return Optional.of(new Proposal(valid.assignment(), "prior, its centre"));
        }
        for (int i = 0; i < DRAWS; i++) {
            if (cube.decode(belief.draw(generator)) instanceof Canonical.Valid valid && free(valid, taken)) {
                String origin = String.format(Locale.ROOT, "prior, for %.0f %% of the trials", 100 * share);
                return Optional.of(new Proposal(valid.assignment(), origin));
            }
        }
        return Optional.empty();
    }

    private boolean free(Canonical.Valid valid, Taken taken) {
        return repeats || !taken.contains(valid.assignment());
    }

    private record Result(Assignment assignment, Standing standing) {}

    /** The probability that a trial is drawn from the belief. */
    double share(History history) {
        List<Result> results = new ArrayList<>();
        for (TrialRecord trial : history.trials()) {
            if (problem.learnsFrom(trial)) {
                results.add(new Result(trial.assignment(), Standing.of(trial, problem.goals())));
            }
        }
        int more = results.size() - BEFORE_WEIGHING;
        if (more < 0 || cube.dimensions() == 0) {
            return SHARE;
        }
        results.removeIf(result -> !result.standing().comparable());
        results.sort(Comparator.comparing(Result::standing));
        return SHARE * explained(results) * FADING / (FADING + more);
    }

    /** Which part of the best results the belief explains, against a density around the best one. */
    private double explained(List<Result> ranked) {
        int best = (int) Math.ceil(BEST * ranked.size());
        double byBelief = 0;
        double byBest = 0;
        double[] logs = new double[2 * best];
        double most = Double.NEGATIVE_INFINITY;
        Belief around = new Belief(cube.dimensions());
        for (int i = 0; i < best; i++) {
            double[] point = cube.encode(ranked.get(i).assignment());
            boolean[] active = cube.active(ranked.get(i).assignment());
            if (i == 0) {
                around(around, point);
            }
            double weight = StrictMath.log(best - i);
            logs[2 * i] = weight + belief.logDensity(point, active);
            logs[2 * i + 1] = weight + around.logDensity(point, active);
            most = Math.max(most, Math.max(logs[2 * i], logs[2 * i + 1]));
        }
        for (int i = 0; i < best; i++) {
            byBelief += StrictMath.exp(logs[2 * i] - most);
            byBest += StrictMath.exp(logs[2 * i + 1] - most);
        }
        return best == 0 ? 1 : byBelief / (byBelief + byBest);
    }

    /** Only dimensions of which something is believed are compared. */
    private void around(Belief into, double[] point) {
        for (int i = 0; i < point.length; i++) {
            if (belief.knows(i)) {
                believe(into, i, point[i], Confidence.MEDIUM);
            }
        }
    }
}
