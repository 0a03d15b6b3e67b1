package org.attune.search.bayes;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.attune.search.math.BoxLbfgs;

/**
 * The model's settings that explain the first results of a study best: hyperparameters for every output transform, and
 * which transform explains most.
 */
final class Fit {

    private static final int COLD_EVALUATIONS = 60;
    private static final int WARM_EVALUATIONS = 25;
    /** Less work where an evaluation is dear: the hyperparameters of many results move little. */
    private static final int FEW_EVALUATIONS = 12;

    private static final int MANY_RESULTS = 150;
    private static final double TOLERANCE = 1e-2;
    /** Length-scales, in units of the square root of the number of columns, at which searches start. */
    private static final double[] STARTS = {0.5, 0.15};

    /** One transform with its hyperparameters and how well they explain the results, as a log density. */
    record Candidate(Transform transform, Hyperparameters hyperparameters, double evidence) {}

    private final Map<Transform, Candidate> candidates;
    private final Candidate best;

    private Fit(Map<Transform, Candidate> candidates, Candidate best) {
        this.candidates = candidates;
        this.best = best;
    }

    Candidate best() {
        return best;
    }

    /** What is believed without any result, for when nothing can be fitted. */
    static Fit unfitted(Inputs inputs) {
        Map<Transform, Candidate> found = new EnumMap<>(Transform.class);
        for (Transform transform : Transform.values()) {
            found.put(transform, new Candidate(transform, Hyperparameters.start(inputs.width(), STARTS[0]), 0));
        }
        return choose(found);
    }

    /**
     * Fits from scratch.
     *
     * @param late whether the time is over
     * @throws OutOfTime when it is
     */
    static Fit cold(Inputs inputs, Results results, BooleanSupplier late) {
        boolean many = results.size() > MANY_RESULTS;
        List<Hyperparameters> starts = new ArrayList<>();
        for (double length : STARTS) {
            starts.add(Hyperparameters.start(inputs.width(), length));
        }
        Map<Transform, Candidate> found = new EnumMap<>(Transform.class);
        for (Transform transform : Transform.values()) {
            List<Hyperparameters> from = many ? starts.subList(0, 1) : starts;
            found.put(
                    transform,
                    search(inputs, results, transform, from, many ? WARM_EVALUATIONS : COLD_EVALUATIONS, late));
        }
        return choose(found);
    }

    /**
     * Fits from where an earlier fit of fewer results ended. Of many results only the transform that explained most is
     * fitted again, until the next fit from scratch.
     */
    static Fit warm(Inputs inputs, Results results, Fit earlier, BooleanSupplier late) {
        boolean many = results.size() > MANY_RESULTS;
        Map<Transform, Candidate> found = new EnumMap<>(Transform.class);
        for (Candidate each : earlier.candidates.values()) {
            List<Hyperparameters> from = List.of(each.hyperparameters());
            if (!many) {
                found.put(each.transform(), search(inputs, results, each.transform(), from, WARM_EVALUATIONS, late));
            } else if (each == earlier.best) {
                found.put(each.transform(), search(inputs, results, each.transform(), from, FEW_EVALUATIONS, late));
            }
        }
        return choose(found);
    }

    private static Fit choose(Map<Transform, Candidate> found) {
        Candidate best = null;
        for (Candidate each : found.values()) {
            if (best == null || each.evidence() > best.evidence()) {
                best = each;
            }
        }
        if (best == null) {
            throw new IllegalStateException("no transform was fitted, expected at least one");
        }
        return new Fit(found, best);
    }

    private static Candidate search(
            Inputs inputs,
            Results results,
            Transform transform,
            List<Hyperparameters> starts,
            int evaluations,
            BooleanSupplier late) {
        int columns = inputs.width();
        double[] targets = results.targets(transform);
        Evidence evidence = new Evidence(inputs, results.rows(), targets, new HyperPrior(columns));
        BoxLbfgs search =
                new BoxLbfgs(Hyperparameters.low(columns), Hyperparameters.high(columns), evaluations, TOLERANCE);
        Hyperparameters best = starts.get(0);
        double least = Double.POSITIVE_INFINITY;
        for (Hyperparameters start : starts) {
            BoxLbfgs.Result result = search.minimise(
                    (theta, gradient) -> {
                        if (late.getAsBoolean()) {
                            throw new OutOfTime();
                        }
                        return evidence.negative(theta, gradient);
                    },
                    start.toArray());
            if (result.value() < least) {
                least = result.value();
                best = new Hyperparameters(result.x());
            }
        }
        return new Candidate(transform, best, -least + results.logSlopes(transform));
    }
}
