package org.attune.search.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.attune.search.basic.GridPoints;
import org.attune.search.basic.PointSource;
import org.attune.search.basic.RandomPoints;
import org.attune.search.basic.SobolPoints;
import org.attune.search.space.SearchSpace;

/**
 * The strategies by name.
 *
 * <ul>
 *   <li>{@code auto}: chosen for the study; until Bayesian search is built it is {@code sobol}, with the same options.
 *   <li>{@code sobol}: a scrambled Sobol sequence, which covers the space more evenly than chance.
 *   <li>{@code random}: independent draws.
 *   <li>{@code grid}: every combination of values, floats at a number of points each. Options {@code counts} (points of
 *       floats and ints, by name or one number for all floats without step; 10) and {@code order} ({@code space} or
 *       {@code shuffled}).
 * </ul>
 *
 * <p>All have the option {@code repeats} (false): whether a point may be proposed again.
 */
public final class Strategies {

    private static final List<String> NAMES = List.of("auto", "grid", "random", "sobol");

    static final String REPEATS = "repeats";

    private Strategies() {}

    /** The types that {@link #create} knows, in alphabetical order. */
    public static List<String> names() {
        return NAMES;
    }

    /** Everything wrong with a type and its options, as far as it can be seen without a space. */
    public static List<OptionProblem> check(String type, Map<String, Object> options) {
        if (!NAMES.contains(type)) {
            return List.of(Options.unknownType(type, NAMES));
        }
        Options reader = new Options(options);
        if (type.equals("grid")) {
            GridOptions.read(reader);
        } else {
            reader.flag(REPEATS, false);
        }
        return reader.problems();
    }

    /** Everything wrong with a type and its options for a space. */
    public static List<OptionProblem> check(String type, Map<String, Object> options, SearchSpace space) {
        List<OptionProblem> problems = new ArrayList<>(check(type, options));
        if (type.equals("grid") && problems.isEmpty()) {
            problems.addAll(GridOptions.check(GridOptions.read(new Options(options)), space));
        }
        return List.copyOf(problems);
    }

    /**
     * A strategy.
     *
     * @param type one of {@link #names}
     * @param options the type's options
     * @param space what to search
     * @param goals the study's goals, at least one
     * @param seed the study's seed: the same seed, space, options and history give the same proposals
     * @throws IllegalArgumentException when {@link #check(String, Map, SearchSpace)} finds a problem, listing all
     */
    public static SearchStrategy create(
            String type, Map<String, Object> options, SearchSpace space, List<Goal> goals, long seed) {
        Options.require("strategy " + type, check(type, options, space));
        if (goals.isEmpty()) {
            throw new IllegalArgumentException("the study has no goals, expected at least one");
        }
        Options reader = new Options(options);
        boolean repeats = reader.flag(REPEATS, false);
        RandomPoints random = new RandomPoints(space, seed, repeats);
        PointSource source = switch (type) {
            case "grid" -> new GridPoints(space, GridOptions.read(reader), seed);
            case "random" -> random;
            default -> new SobolPoints(space, seed, repeats);
        };
        return new PointwiseStrategy(source, random);
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
