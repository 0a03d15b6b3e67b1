package org.attune.search.basic;

import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.attune.search.math.Seeds;
import org.attune.search.space.Canonical;
import org.attune.search.space.SearchSpace;
import org.attune.search.space.UnitCube;

/**
 * Independent draws from the space: uniform on each parameter's scale, categories by their probabilities, constraints
 * by rejection. The numbers of a trial depend on the study's seed and the trial alone.
 */
public final class RandomPoints implements PointSource {

    /** The most points drawn for one trial before giving up. */
    public static final int MOST_DRAWS = 10_000;

    /** The most draws where every point can be looked at instead. */
    private static final int DRAWS_BEFORE_LOOKING = 1_000;

    private static final String USE = "random";

    private final SearchSpace space;
    private final UnitCube cube;
    private final long seed;
    private final boolean repeats;
    private final Leftovers leftovers;

    /**
     * A source of random points.
     *
     * @param space the space
     * @param seed the study's seed
     * @param repeats whether points that are taken may be given again
     */
    public RandomPoints(SearchSpace space, long seed, boolean repeats) {
        this.space = space;
        this.cube = new UnitCube(space);
        this.seed = seed;
        this.repeats = repeats;
        this.leftovers = new Leftovers(space);
    }

    @Override
    public Result point(int trial, Taken taken) {
        return complete(Map.of(), trial, taken);
    }

    /** The point for a trial that has some values given; given values of inactive parameters are dropped. */
    public Result complete(Map<String, ?> given, int trial, Taken taken) {
        RandomGenerator random = Seeds.generator(Seeds.of(seed).forTrial(trial).forUse(USE));
        Rejections rejections = new Rejections();
        double[] point = new double[cube.dimensions()];
        boolean countable = given.isEmpty() && leftovers.possible();
        int draws = determined(given) ? 1 : countable ? DRAWS_BEFORE_LOOKING : MOST_DRAWS;
        for (int draw = 0; draw < draws; draw++) {
            for (int i = 0; i < point.length; i++) {
                point[i] = random.nextDouble();
            }
            Canonical canonical = cube.decode(point, given);
            if (canonical instanceof Canonical.Invalid invalid) {
                rejections.violated(invalid.problems());
            } else if (canonical instanceof Canonical.Valid valid) {
                if (repeats || !taken.contains(valid.assignment())) {
                    return new Found(valid.assignment(), "random");
                }
                rejections.taken();
            }
        }
        return countable ? leftovers.draw(random, taken, repeats) : new None(rejections.reason());
    }

    /** Whether every active parameter has its value given, so that further draws would give the same point. */
    private boolean determined(Map<String, ?> given) {
        if (cube.dimensions() == 0) {
            return true;
        }
        if (given.isEmpty()) {
            return false;
        }
        Set<String> active = space.activeNames(given);
        for (int i = 0; i < cube.dimensions(); i++) {
            String name = cube.parameter(i).name();
            if (active.contains(name) && !given.containsKey(name)) {
                return false;
            }
        }
        return true;
    }
}
