package org.attune.search.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.attune.search.basic.PointSource;
import org.attune.search.basic.RandomPoints;
import org.attune.search.basic.Taken;

/** A strategy that proposes each trial on its own, so that asking for three is asking for one three times. */
public final class PointwiseStrategy implements SearchStrategy, Completing {

    private final PointSource source;
    private final RandomPoints filler;

    /**
     * A strategy.
     *
     * @param source gives the points
     * @param filler gives the values that a point leaves out
     */
    public PointwiseStrategy(PointSource source, RandomPoints filler) {
        this.source = source;
        this.filler = filler;
    }

    /** The points that the trials of a history have. */
    public static Taken taken(History history) {
        Taken taken = new Taken();
        history.trials().forEach(trial -> taken.add(trial.assignment()));
        return taken;
    }

    /**
     * Checks how many proposals are asked for.
     *
     * @throws IllegalArgumentException when that is below 1
     */
    public static void checkCount(int count) {
        if (count < 1) {
            throw new IllegalArgumentException(
                    "the number of proposals asked for is " + count + ", expected 1 or more");
        }
    }

    @Override
    public Proposals propose(History history, int count) {
        checkCount(count);
        Taken taken = taken(history);
        List<Proposal> proposals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            PointSource.Result result = source.point(history.nextTrial() + i, taken);
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
    public PointSource.Result complete(Map<String, ?> given, int trial, Taken taken) {
        return filler.complete(given, trial, taken);
    }
}
