package org.attune.search.bayes;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The fits of a study, by a schedule of the number of results: after each result while there are few, later after
 * every sixteenth part more. A fit starts where the one before it ended, and every eighth starts from scratch, so that
 * a fit depends on the results alone and a restarted study repeats at most eight of them. A fit of many results takes
 * effect at the next number of the schedule: in between it can be computed aside, and no proposal waits for it.
 *
 * <p>A cache that never changes an answer; for use from any thread.
 */
final class Fits {

    /** The most results that hyperparameters are fitted to; more change them little, and cost the cube of it. */
    private static final int MOST_FITTED = 256;

    /** The most results in which plateaus are looked for, as that takes the square of it. */
    private static final int MOST_MERGED = 1_000;

    private static final int FIRST = 2;
    private static final int COLD_EVERY = 8;
    private static final int ALWAYS_COLD = 30;
    private static final int AT_ONCE = 40;

    private final Inputs inputs;
    private final Map<Integer, Stored> stored = Collections.synchronizedMap(new HashMap<>());

    private record Stored(Results results, Fit fit) {}

    /** The first results of a study. */
    @FunctionalInterface
    interface Prefix {
        Results first(int count);
    }

    Fits(Inputs inputs) {
        this.inputs = inputs;
    }

    /** The number of results at a step of the schedule. */
    private static int countAt(int step) {
        int count = FIRST;
        for (int i = 0; i < step; i++) {
            count += Math.max(1, count / 16);
        }
        return count;
    }

    private static int stepOf(int results) {
        int step = 0;
        while (countAt(step + 1) <= results) {
            step++;
        }
        return step;
    }

    /**
     * The fit in effect for a number of results, at least 2.
     *
     * @param late whether there is no time any more to make one
     * @throws OutOfTime when that is so before it is made
     */
    Fit at(int results, Prefix prefix, BooleanSupplier late) {
        int step = stepOf(results);
        return fit(countAt(step) > AT_ONCE ? step - 1 : step, prefix, late);
    }

    /** The fit of the most results that is known, whatever it was made for. */
    Optional<Fit> latest() {
        synchronized (stored) {
            return stored.entrySet().stream()
                    .max(Map.Entry.comparingByKey())
                    .map(entry -> entry.getValue().fit());
        }
    }

    /** The fit that takes effect next, when it can be computed already and is not. */
    Optional<Runnable> next(int results, Prefix prefix) {
        if (results < FIRST) {
            return Optional.empty();
        }
        int step = stepOf(results);
        Stored known = stored.get(step);
        boolean done = known != null && known.results().same(prefix.first(countAt(step)));
        return done ? Optional.empty() : Optional.of(() -> fit(step, prefix, () -> false));
    }

    private Fit fit(int step, Prefix prefix, BooleanSupplier late) {
        int count = countAt(step);
        Results first = prefix.first(count);
        Stored known = stored.get(step);
        if (known != null && known.results().same(first)) {
            return known.fit();
        }
        Results merged =
                new Plateaus(inputs, first.atMost(MOST_MERGED)).merged().atMost(MOST_FITTED);
        Fit fit;
        if (merged.numbers() < 2) {
            fit = Fit.unfitted(inputs);
        } else if (count <= ALWAYS_COLD || step % COLD_EVERY == 0) {
            fit = Fit.cold(inputs, merged, late);
        } else {
            fit = Fit.warm(inputs, merged, fit(step - 1, prefix, late), late);
        }
        stored.put(step, new Stored(first, fit));
        stored.remove(step - COLD_EVERY - 2);
        return fit;
    }
}
