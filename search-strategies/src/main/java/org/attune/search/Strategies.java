package org.attune.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.attune.search.basic.GridPoints;
import org.attune.search.basic.PointSource;
import org.attune.search.basic.RandomPoints;
import org.attune.search.basic.SobolPoints;
import org.attune.search.bayes.BayesSearch;
import org.attune.search.evolution.CmaSearch;
import org.attune.search.evolution.CmaSettings;
import org.attune.search.fidelity.RungGuided;
import org.attune.search.prior.PriorGuided;
import org.attune.search.space.SearchSpace;
import org.attune.search.stopping.Rungs;
import org.attune.search.strategy.OptionProblem;
import org.attune.search.strategy.Options;
import org.attune.search.strategy.Patience;
import org.attune.search.strategy.PointwiseStrategy;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.SearchStrategy;
import org.attune.search.strategy.SeedPoints;
import org.attune.search.tpe.TpeSearch;
import org.attune.search.tpe.TpeSettings;

/**
 * The strategies by name.
 *
 * <ul>
 *   <li>{@code auto}: Bayesian search, in turn with {@code tpe} where most parameters are categories or there are very
 *       many results; every point in quasi-random order where the budget is enough for all.
 *   <li>{@code bayes}: Bayesian search with a Gaussian process, see {@link BayesSearch}. Option {@code startupTrials}
 *       (one more than there are parameters, at least 5, at most 50 and a fifth of the budget): quasi-random trials at
 *       the start.
 *   <li>{@code sobol}: a scrambled Sobol sequence, which covers the space more evenly than chance.
 *   <li>{@code random}: independent draws.
 *   <li>{@code grid}: every combination of values, floats at a number of points each. Options {@code counts} (points of
 *       floats and ints, by name or one number for all floats without step; 10) and {@code order} ({@code space} or
 *       {@code shuffled}).
 *   <li>{@code cmaes}: CMA-ES, for long searches over many numbers. Options {@code startupTrials} and
 *       {@code population}, see {@link CmaSettings}.
 *   <li>{@code tpe}: a tree-structured Parzen estimator. Options {@code startupTrials}, {@code candidates},
 *       {@code gamma}, see {@link TpeSettings}.
 * </ul>
 *
 * <p>All have the option {@code repeats} (false): whether a point may be proposed again. All but {@code grid} and
 * {@code sobol} have the option {@code prior}: values by the names of parameters, or {@code {value, confidence}} with
 * {@code low}, {@code medium} or {@code high}, or {@code defaults} for the defaults of the space; see {@link PriorGuided}.
 */
public final class Strategies {

    static final String REPEATS = "repeats";

    private static final Map<String, Kind> KINDS = new TreeMap<>(Map.of(
            "auto", new Auto(),
            "sobol", new Basic((problem, repeats) -> new SobolPoints(problem.space(), problem.seed(), repeats)),
            "random", new Basic((problem, repeats) -> new RandomPoints(problem.space(), problem.seed(), repeats)),
            "grid", new Grid(),
            "cmaes", new Cma(),
            "tpe", new Tpe(),
            "bayes", new Bayes()));

    /** The types that can begin where a person believes good points to be. */
    private static final Set<String> PRIORS = Set.of("auto", "bayes", "cmaes", "random", "tpe");

    private Strategies() {}

    /** A type of strategy: how its options are read, what they must be for a space, and how it is made of them. */
    private interface Kind {

        /** Reads every option, so that what is wrong with them is in the reader's problems. */
        void read(Options options);

        /** What is wrong with options that are right in themselves, for a space. */
        default List<OptionProblem> check(Options options, SearchSpace space) {
            return List.of();
        }

        SearchStrategy create(Options options, SearchProblem problem, Patience patience);
    }

    /** A strategy that takes each point from a source. */
    private record Basic(SourceOf source) implements Kind {

        interface SourceOf {
            PointSource of(SearchProblem problem, boolean repeats);
        }

        @Override
        public void read(Options options) {
            options.flag(REPEATS, false);
        }

        @Override
        public SearchStrategy create(Options options, SearchProblem problem, Patience patience) {
            boolean repeats = repeats(options, problem);
            return new PointwiseStrategy(
                    source.of(problem, repeats), new RandomPoints(problem.space(), problem.seed(), repeats));
        }
    }

    private static final class Auto implements Kind {

        @Override
        public void read(Options options) {
            options.flag(REPEATS, false);
        }

        @Override
        public SearchStrategy create(Options options, SearchProblem problem, Patience patience) {
            boolean repeats = repeats(options, problem);
            if (enumerable(problem) && !repeats) {
                return new PointwiseStrategy(
                        new SobolPoints(problem.space(), problem.seed(), false),
                        new RandomPoints(problem.space(), problem.seed(), false));
            }
            return new AutoSearch(
                    problem,
                    repeats,
                    new TpeSearch(problem, TpeSettings.read(new Options(Map.of()), repeats)),
                    patience);
        }

        /** Whether the budget is enough for every point of the space, so that there is nothing to choose. */
        private static boolean enumerable(SearchProblem problem) {
            return problem.budget().isPresent()
                    && problem.space()
                            .size()
                            .filter(size -> size <= problem.budget().getAsInt())
                            .isPresent();
        }
    }

    private static final class Bayes implements Kind {

        private static final String STARTUP = "startupTrials";
        private static final int MOST_STARTUP = 1_000;

        @Override
        public void read(Options options) {
            options.flag(REPEATS, false);
            startup(options);
        }

        private static Optional<Integer> startup(Options options) {
            int trials = (int) options.whole(STARTUP, 0, 1, MOST_STARTUP);
            return trials == 0 ? Optional.empty() : Optional.of(trials);
        }

        @Override
        public SearchStrategy create(Options options, SearchProblem problem, Patience patience) {
            return new BayesSearch(problem, repeats(options, problem), startup(options), patience);
        }
    }

    private static final class Grid implements Kind {

        @Override
        public void read(Options options) {
            GridOptions.read(options);
        }

        @Override
        public List<OptionProblem> check(Options options, SearchSpace space) {
            return GridOptions.check(GridOptions.read(options), space);
        }

        @Override
        public SearchStrategy create(Options options, SearchProblem problem, Patience patience) {
            boolean repeats = repeats(options, problem);
            return new PointwiseStrategy(
                    new GridPoints(problem.space(), GridOptions.read(options), problem.seed()),
                    new RandomPoints(problem.space(), problem.seed(), repeats));
        }
    }

    private static final class Tpe implements Kind {

        @Override
        public void read(Options options) {
            TpeSettings.read(options, options.flag(REPEATS, false));
        }

        @Override
        public SearchStrategy create(Options options, SearchProblem problem, Patience patience) {
            return new TpeSearch(problem, TpeSettings.read(options, repeats(options, problem)));
        }
    }

    private static final class Cma implements Kind {

        @Override
        public void read(Options options) {
            CmaSettings.read(options, options.flag(REPEATS, false));
        }

        @Override
        public SearchStrategy create(Options options, SearchProblem problem, Patience patience) {
            return new CmaSearch(problem, CmaSettings.read(options, repeats(options, problem)));
        }
    }

    private static boolean repeats(Options options, SearchProblem problem) {
        return options.flag(REPEATS, problem.noise() == SearchProblem.Noise.HIGH);
    }

    /** The types that {@link #create} knows, in alphabetical order. */
    public static List<String> names() {
        return List.copyOf(KINDS.keySet());
    }

    /** Everything wrong with a type and its options, as far as it can be seen without a space. */
    public static List<OptionProblem> check(String type, Map<String, Object> options) {
        Kind kind = KINDS.get(type);
        if (kind == null) {
            return List.of(Options.unknownType(type, names()));
        }
        Options reader = new Options(options);
        kind.read(reader);
        if (PRIORS.contains(type)) {
            PriorOptions.read(reader);
        }
        return reader.problems();
    }

    /** Everything wrong with a type and its options for a space. */
    public static List<OptionProblem> check(String type, Map<String, Object> options, SearchSpace space) {
        List<OptionProblem> problems = new ArrayList<>(check(type, options));
        Kind kind = KINDS.get(type);
        if (kind != null && problems.isEmpty()) {
            problems.addAll(kind.check(new Options(options), space));
            if (PRIORS.contains(type)) {
                problems.addAll(PriorOptions.check(PriorOptions.read(new Options(options)), space));
            }
        }
        return List.copyOf(problems);
    }

    /**
     * A strategy.
     *
     * @param type one of {@link #names}
     * @param options the type's options
     * @param problem what it is made for
     * @throws IllegalArgumentException when {@link #check(String, Map, SearchSpace)} finds a problem, listing all
     */
    public static SearchStrategy create(String type, Map<String, Object> options, SearchProblem problem) {
        return create(type, options, problem, Patience.ENDLESS);
    }

    /**
     * A strategy of which nobody waits longer for a proposal than told; only models that take long look at the time.
     *
     * @throws IllegalArgumentException as {@link #create(String, Map, SearchProblem)}
     */
    public static SearchStrategy create(
            String type, Map<String, Object> options, SearchProblem problem, Patience patience) {
        Options.require("strategy " + type, check(type, options, problem.space()));
        return withPrior(type, options, problem, plain(type, options, problem, patience));
    }

    private static SearchStrategy plain(
            String type, Map<String, Object> options, SearchProblem problem, Patience patience) {
        Kind kind = KINDS.get(type);
        if (kind == null) {
            throw new IllegalStateException("strategy " + type + " passed the check, expected one of " + names());
        }
        return kind.create(new Options(options), problem, patience);
    }

    private static SearchStrategy withPrior(
            String type, Map<String, Object> options, SearchProblem problem, SearchStrategy strategy) {
        if (!PRIORS.contains(type)) {
            return strategy;
        }
        Map<String, PriorGuided.Guess> guesses =
                PriorOptions.of(PriorOptions.read(new Options(options)), problem.space());
        return guesses.isEmpty()
                ? strategy
                : new PriorGuided(strategy, problem, guesses, repeats(new Options(options), problem));
    }

    /**
     * A strategy for a study whose trials are compared at rungs and stopped or paused there. With one goal,
     * {@code tpe} learns from all that came to a rung by {@link RungGuided}; {@code auto} is TPE there too, because
     * such studies begin trials by the hundred, and a Gaussian process of them all would cost more time than it saves.
     * Other strategies, and those of several goals, are as {@link #create} makes them.
     *
     * @param type one of {@link #names}
     * @param options the type's options
     * @param problem what it is made for
     * @param rungs where the study's rule compares trials
     * @throws IllegalArgumentException when {@link #check(String, Map, SearchSpace)} finds a problem, listing all
     */
    public static SearchStrategy guided(String type, Map<String, Object> options, SearchProblem problem, Rungs rungs) {
        Options.require("strategy " + type, check(type, options, problem.space()));
        SearchStrategy plain = plain(type, options, problem, Patience.ENDLESS);
        if (problem.goals().size() > 1 || !(plain instanceof AutoSearch || plain instanceof TpeSearch)) {
            return withPrior(type, options, problem, plain);
        }
        boolean repeats = repeats(new Options(options), problem);
        SearchStrategy learning = plain instanceof AutoSearch
                ? new TpeSearch(problem, TpeSettings.read(new Options(Map.of()), repeats))
                : plain;
        return new RungGuided(
                withPrior(type, options, problem, learning),
                create("random", Map.of(REPEATS, repeats), problem),
                rungs,
                problem,
                RungGuided.EXPLORED_PERCENT);
    }

    /**
     * A strategy that first tries given points. They are proposed in their order before anything of the inner strategy;
     * which of them have been tried already is seen from the history.
     *
     * @param inner proposes what comes after, and the values that a point leaves out
     * @param space the space of the inner strategy
     * @param points values by name; missing values are proposed, values of parameters that turn out inactive are
     *     dropped
     * @param defaultsFirst whether the point of all defaults comes before them, if any parameter has a default and the
     *     constraints allow it
     * @throws IllegalArgumentException when a point names an unknown parameter, has a value out of range or cannot be
     *     completed without violating a constraint
     */
    public static SearchStrategy withSeedPoints(
            SearchStrategy inner, SearchSpace space, List<Map<String, Object>> points, boolean defaultsFirst) {
        return points.isEmpty() && !defaultsFirst ? inner : new SeedPoints(inner, space, points, defaultsFirst);
    }
}
