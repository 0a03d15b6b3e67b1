package org.attune.search.basic;

import org.attune.search.math.Seeds;
import org.attune.search.math.SobolSequence;
import org.attune.search.space.Canonical;
import org.attune.search.space.SearchSpace;
import org.attune.search.space.UnitCube;

/**
 * A scrambled Sobol sequence over the space: trial k has its point k - 1, whatever became of other trials. Where that
 * point violates a constraint or is taken, trial k has its random point instead.
 */
public final class SobolPoints implements PointSource {

    private static final String USE = "sobol";

    private final UnitCube cube;
    private final SobolSequence sequence;
    private final RandomPoints random;
    private final boolean repeats;

    /**
     * A source of quasi-random points.
     *
     * @param space the space
     * @param seed the study's seed
     * @param repeats whether points that are taken may be given again
     */
    public SobolPoints(SearchSpace space, long seed, boolean repeats) {
        this.cube = new UnitCube(space);
        this.sequence = new SobolSequence(cube.dimensions(), Seeds.of(seed).forUse(USE));
        this.random = new RandomPoints(space, seed, repeats);
        this.repeats = repeats;
    }

    @Override
    public Result point(int trial, Taken taken) {
        Canonical canonical = cube.decode(sequence.point(trial - 1));
        if (canonical instanceof Canonical.Valid valid && (repeats || !taken.contains(valid.assignment()))) {
            return new Found(valid.assignment(), "sobol");
        }
        String why = canonical instanceof Canonical.Valid ? "is taken" : "violates a constraint";
        Result result = random.point(trial, taken);
        return result instanceof Found found
                ? new Found(found.assignment(), found.origin() + ", as the sobol point " + why)
                : result;
    }
}
