package org.attune.search.strategy;

import java.util.List;
import java.util.Map;
import org.attune.search.basic.RandomPoints;
import org.attune.search.space.SearchSpace;

/**
 * The strategies by name.
 *
 * <ul>
 *   <li>{@code auto}: chosen for the study; until Bayesian search is built it is {@code sobol}, with the same options.
 *   <li>{@code sobol}: a scrambled Sobol sequence, which covers the space more evenly than chance.
 *   <li>{@code random}: independent draws.
 *   <li>{@code grid}: every combination of values, floats at a number of points each.
 * </ul>
 */
public final class Strategies {

    private static final List<String> NAMES = List.of("auto", "grid", "random", "sobol");

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
        reader.flag("repeats", false);
        return reader.problems();
    }

    /**
     * A strategy.
     *
     * @param type one of {@link #names}
     * @param options the type's options
     * @param space what to search
     * @param goals the study's goals, at least one
     * @param seed the study's seed: the same seed, space, options and history give the same proposals
     * @throws IllegalArgumentException when {@link #check} finds a problem, listing all
     */
    public static SearchStrategy create(
            String type, Map<String, Object> options, SearchSpace space, List<Goal> goals, long seed) {
        Options.require("strategy " + type, check(type, options));
        boolean repeats = new Options(options).flag("repeats", false);
        if (type.equals("grid") || type.equals("sobol")) {
            throw new UnsupportedOperationException("strategy " + type + " is not built yet, use random");
        }
        RandomPoints random = new RandomPoints(space, seed, repeats);
        return new PointwiseStrategy(random, random);
    }

    /**
     * A strategy that first tries given points. They are proposed in their order before anything of the inner strategy;
     * which of them have been tried already is seen from the history.
     *
     * @param inner proposes what comes after, and the values that a point leaves out
     * @param space the space of the inner strategy
     * @param points values by name; missing values are proposed, values of parameters that turn out inactive are dropped
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
