package org.attune.search.bayes;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.attune.search.basic.PointSource;
import org.attune.search.basic.RandomPoints;
import org.attune.search.basic.SobolPoints;
import org.attune.search.basic.Taken;
import org.attune.search.math.Seeds;
import org.attune.search.space.Assignment;
import org.attune.search.space.Canonical;
import org.attune.search.space.UnitCube;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Options;
import org.attune.search.strategy.Patience;
import org.attune.search.strategy.PointwiseStrategy;
import org.attune.search.strategy.Proposal;
import org.attune.search.strategy.Proposals;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.SearchStrategy;
import org.attune.search.tpe.TpeSearch;
import org.attune.search.tpe.TpeSettings;

/**
 * Bayesian search: a Gaussian process explains the results so far, and the next trial is where it expects the most
 * improvement. It begins with a few quasi-random points.
 *
 * <ul>
 *   <li>The process has a Matérn-5/2 kernel with a length-scale a parameter, categories at distance 0 or 1, and
 *       hyperparameters of greatest posterior density. Results are transformed as explains them best.
 *   <li>Running trials count with results drawn from the model, so that trials side by side differ.
 *   <li>Where results are exactly equal over regions, those regions are left alone once they are known.
 *   <li>With many parameters, and when nothing has improved for long, every second trial stays in a box around the best.
 *   <li>Failed trials count as the study says; where trials are infeasible is learnt.
 *   <li>The best trials of earlier studies are tried first, and the model learns how much the others say of this study.
 *   <li>Several objectives are cycled through as weighted distances from the best of each.
 *   <li>Of more than {@value #MOST_MODELLED} results the model takes the best, the newest and a sample.
 *   <li>A model that fails is followed by one with its prior's settings, then by TPE, then by a random point.
 *   <li>When a time for proposals is given and over, the best point so far is taken.
 * </ul>
 *
 * <p>The work of a proposal is counted, not timed: about O(n² (candidates + climbs)) for n results. Fits are left to
 * {@link #preparation}; without it they run in the proposal that needs them first.
 */
public final class BayesSearch implements SearchStrategy {

    /** The most results that the model takes at once. */
    static final int MOST_MODELLED = 1_000;

    /** What it takes of more, as time grows with the cube. */
    private static final int SUBSET = 512;

    /** The most points of the initial design, however many parameters there are. */
    private static final int MOST_STARTUP = 50;
    /** Fewer trials of earlier studies than this do not replace the initial design. */
    private static final int LEAST_EARLIER = 10;
    /** Of more parameters than this a model is only right near results. */
    private static final int MANY_DIMENSIONS = 12;
    /** So many results without a gain, or as many as there are parameters, are a long time. */
    private static final int LONG = 8;
    /** Around how many of the best results candidates are drawn. */
    private static final int BASES = 5;

    /** What can go wrong in a proposal. */
    enum Stage {
        FIT,
        MODEL,
        TPE
    }

    private final SearchProblem problem;
    private final Patience patience;
    private final Consumer<Stage> before;
    private final UnitCube cube;
    private final Inputs inputs;
    private final SobolPoints sobol;
    private final RandomPoints random;
    private final boolean repeats;
    private final int startup;
    /** The best points of earlier studies, which are tried in place of quasi-random ones. */
    private final List<Assignment> transfers;

    private final List<Objective> objectives = new ArrayList<>();

    /** One way to make a single cost of the objectives, with the fits and the process of its costs. */
    private record Objective(Scalarisation scalarisation, Fits fits, Surrogate surrogate) {}

    /**
     * A search.
     *
     * @param problem what is searched
     * @param repeats whether points may be proposed again
     * @param startup quasi-random points before the model is asked; empty for one more than there are parameters, at
     *     least 5, at most 50, and at most a fifth of the budget
     */
    public BayesSearch(SearchProblem problem, boolean repeats, Optional<Integer> startup) {
        this(problem, repeats, startup, Patience.ENDLESS);
    }

    /** A search that gives the best point it has when the time for a proposal is over. */
    public BayesSearch(SearchProblem problem, boolean repeats, Optional<Integer> startup, Patience patience) {
        this(problem, repeats, startup, patience, stage -> {});
    }

    /** A search that tells before each stage of a proposal, so that tests can make it fail there. */
    BayesSearch(
            SearchProblem problem,
            boolean repeats,
            Optional<Integer> startup,
            Patience patience,
            Consumer<Stage> before) {
        this.patience = patience;
        this.before = before;
        this.problem = problem;
        this.cube = new UnitCube(problem.space());
        this.inputs = new Inputs(cube, !problem.earlier().isEmpty());
        this.sobol = new SobolPoints(problem.space(), problem.seed(), repeats);
        this.random = new RandomPoints(problem.space(), problem.seed(), repeats);
        this.repeats = repeats;
        this.transfers = transfers(problem);
        this.startup =
                transfers.isEmpty() ? startup.orElseGet(() -> startup(problem, cube.dimensions())) : transfers.size();
        int goals = problem.goals().size();
        for (int set = 0; set < (goals == 1 ? 1 : Scalarisation.SETS); set++) {
            objectives.add(new Objective(Scalarisation.of(goals, set), new Fits(inputs), new Surrogate(inputs)));
        }
    }

    private static int startup(SearchProblem problem, int dimensions) {
        int wanted = Math.min(MOST_STARTUP, Math.max(5, dimensions + 1));
        return problem.budget().isPresent()
                ? Math.min(wanted, Math.max(3, problem.budget().getAsInt() / 5))
                : wanted;
    }

    private List<Assignment> transfers(SearchProblem problem) {
        Observed earlier = Observed.of(History.empty(), problem, cube, inputs);
        List<Assignment> best = new ArrayList<>();
        if (earlier.size() < LEAST_EARLIER || cube.dimensions() == 0) {
            return best;
        }
        for (int set = 0; best.size() < BASES && set < BASES; set++) {
            Scalarisation scalarisation = Scalarisation.of(problem.goals().size(), set % Scalarisation.SETS);
            for (int i : earlier.first(earlier.size(), scalarisation).ranked()) {
                if (cube.decode(earlier.coordinates().get(i)) instanceof Canonical.Valid valid
                        && !best.contains(valid.assignment())) {
                    best.add(valid.assignment());
                    break;
                }
            }
        }
        return best;
    }

    @Override
    public synchronized Proposals propose(History history, int count) {
        PointwiseStrategy.checkCount(count);
        Taken taken = PointwiseStrategy.taken(history);
        List<Proposal> proposals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            PointSource.Result result = point(history.plus(proposals), taken);
            if (result instanceof PointSource.None none) {
                return new Proposals(proposals, Optional.of(none.reason()));
            }
            if (result instanceof PointSource.Found found) {
                taken.add(found.assignment());
                proposals.add(new Proposal(found.assignment(), found.origin()));
            }
        }
        return new Proposals(proposals, Optional.empty());
    }

    @Override
    public Optional<Runnable> preparation(History history) {
        Observed observed = Observed.of(history, problem, cube, inputs);
        if (observed.numbers() < 2 || cube.dimensions() == 0) {
            return Optional.empty();
        }
        Objective next = objective(history.nextTrial());
        return next.fits().next(observed.size(), count -> observed.first(count, next.scalarisation()));
    }

    private Objective objective(int trial) {
        return objectives.get(trial % objectives.size());
    }

    private PointSource.Result point(History history, Taken taken) {
        int trial = history.nextTrial();
        if (trial <= transfers.size() && (repeats || !taken.contains(transfers.get(trial - 1)))) {
            return new PointSource.Found(transfers.get(trial - 1), "best " + trial + " of earlier studies");
        }
        if (trial <= startup || cube.dimensions() == 0) {
            return sobol.point(trial, taken);
        }
        Observed observed = Observed.of(history, problem, cube, inputs);
        if (observed.numbers() < 2) {
            return sobol.point(trial, taken);
        }
        Objective objective = objective(trial);
        Patience.Deadline deadline = patience.begin();
        List<Supplier<Fit.Candidate>> fits = List.of(
                () -> fit(observed, objective, deadline.half()),
                () -> Fit.unfitted(inputs).best());
        boolean failed = false;
        for (Supplier<Fit.Candidate> fit : fits) {
            if (failed && deadline.passed()) {
                break;
            }
            try {
                Optional<PointSource.Result> found = byModel(observed, objective, fit.get(), trial, taken, deadline);
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (RuntimeException e) {
                // mostly covariances that cannot be factored. Whatever it was, a study does not stand still for it: the
                // next rung of the ladder assumes less
                failed = true;
            }
        }
        return failed ? withoutModel(history, taken) : random.point(trial, taken);
    }

    /** The fit in effect, or the latest one where there is no time to make it. */
    private Fit.Candidate fit(Observed observed, Objective objective, Patience.Deadline deadline) {
        before.accept(Stage.FIT);
        Fits fits = objective.fits();
        try {
            return fits.at(observed.size(), count -> observed.first(count, objective.scalarisation()), deadline::passed)
                    .best();
        } catch (OutOfTime e) {
            return fits.latest().orElseGet(() -> Fit.unfitted(inputs)).best();
        }
    }

    /** A point of another search, and of chance where that fails too. */
    private PointSource.Result withoutModel(History history, Taken taken) {
        try {
            before.accept(Stage.TPE);
            TpeSettings settings = TpeSettings.read(new Options(Map.of()), repeats);
            List<Proposal> proposals =
                    new TpeSearch(problem, settings).propose(history, 1).proposals();
            if (!proposals.isEmpty()) {
                Proposal proposal = proposals.get(0);
                return new PointSource.Found(
                        proposal.assignment(), proposal.origin() + ", as the model of bayes failed");
            }
        } catch (RuntimeException e) {
            // the last rung needs no model
        }
        return random.point(history.nextTrial(), taken);
    }

    private Optional<PointSource.Result> byModel(
            Observed observed,
            Objective objective,
            Fit.Candidate fit,
            int trial,
            Taken taken,
            Patience.Deadline deadline) {
        before.accept(Stage.MODEL);
        Results all = observed.first(observed.size(), objective.scalarisation());
        Plateaus plateaus = new Plateaus(inputs, all.atMost(MOST_MODELLED));
        Results merged = plateaus.merged();
        Results modelled = all.size() > MOST_MODELLED ? merged.atMost(SUBSET) : merged;
        double[] targets = modelled.targets(fit.transform());
        GaussianProcess process =
                objective.surrogate().of(fit.hyperparameters(), modelled.rows(), targets, observed.pending());
        plateaus.expect(observed.pending());
        Seeds seeds = Seeds.of(problem.seed()).forTrial(trial);
        Acquisition acquisition = new Acquisition(
                process,
                targets.length,
                targets,
                new Caution(plateaus, new Feasibility(inputs, observed.feasible(), observed.infeasible())),
                problem.noise() == SearchProblem.Noise.HIGH,
                seeds.forUse("fantasies"));
        AcquisitionSearch.Effort effort = AcquisitionSearch.Effort.of(process.size());
        List<double[]> bases = bases(all, observed);
        boolean local = trial % 2 == 0 && wantsTrustRegion(all, plateaus);
        AcquisitionSearch.Box box =
                local ? TrustRegion.of(cube, all, bases.get(0), process.kernel()) : AcquisitionSearch.Box.ALL;
        List<AcquisitionSearch.Point> points = new AcquisitionSearch(cube, inputs, box, deadline::passed)
                .search(acquisition, bases, effort, seeds.forUse("acquisition"));
        for (AcquisitionSearch.Point point : points) {
            if (cube.decode(point.coordinates()) instanceof Canonical.Valid valid
                    && (repeats || !taken.contains(valid.assignment()))) {
                String origin = String.format(
                        Locale.ROOT,
                        "bayes%s, log EI %.2f of %d results%s",
                        local ? " near the best" : "",
                        point.value(),
                        observed.size(),
                        deadline.passed() ? ", cut when the time was over" : "");
                return Optional.of(new PointSource.Found(valid.assignment(), origin));
            }
        }
        return Optional.empty();
    }

    /**
     * Whether every second trial stays near the best: with many parameters, and when nothing has improved for long. Not
     * among plateaus, where a small step leads to what is known.
     */
    private boolean wantsTrustRegion(Results results, Plateaus plateaus) {
        return plateaus.reach() == 0
                && (cube.dimensions() > MANY_DIMENSIONS
                        || TrustRegion.sinceGain(results) >= Math.max(LONG, cube.dimensions()));
    }

    /** The settled points of the best results, one of those that are equal. */
    private static List<double[]> bases(Results results, Observed observed) {
        List<double[]> bases = new ArrayList<>();
        double last = Double.NaN;
        for (int i : results.ranked()) {
            if (results.costs()[i] != last && bases.size() < BASES) {
                bases.add(observed.coordinates().get(i));
                last = results.costs()[i];
            }
        }
        return bases;
    }

    /** Known plateaus are avoided, and what is probably infeasible. */
    private record Caution(Plateaus plateaus, Feasibility feasibility) implements Acquisition.Preference {

        @Override
        public double at(double[] input) {
            return plateaus.logNews(input) + feasibility.logProbability(input);
        }

        @Override
        public double at(double[] input, double[] gradient) {
            // feasibility changes slowly: candidates are ranked by it, climbs go by the model
            return plateaus.logNews(input, gradient) + feasibility.logProbability(input);
        }
    }
}
