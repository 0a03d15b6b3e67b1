package org.attune.search.property;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.attune.search.strategy.Outcome;
import org.attune.search.strategy.Reading;
import org.attune.search.strategy.TrialRecord;

/** Ways in which the trials of a study end that a model may not be ready for. */
public final class OddResults {

    private OddResults() {}

    /** How a pending trial ends. */
    @FunctionalInterface
    public interface Ending {
        /** The trial with its result. */
        TrialRecord of(TrialRecord pending, RandomGenerator random);
    }

    /** The endings by what is odd about them, for studies with a number of objectives. */
    public static Map<String, Ending> all(int objectives) {
        Map<String, Ending> endings = new LinkedHashMap<>();
        endings.put("all fail", always(Outcome.FAILED));
        endings.put("all are cancelled", always(Outcome.CANCELLED));
        endings.put("all are infeasible without values", always(Outcome.INFEASIBLE));
        endings.put("all are pruned without values", always(Outcome.PRUNED));
        endings.put("all values are equal", valued(objectives, random -> 1.0));
        endings.put("all are NaN", valued(objectives, random -> Double.NaN));
        endings.put("all are infinite", valued(objectives, random -> infinite(random)));
        endings.put("values are of any kind", valued(objectives, OddResults::anything));
        endings.put("values differ in the last digit", valued(objectives, random -> 1 + random.nextInt(3) * 0x1p-52));
        endings.put("anything happens", (trial, random) -> anyOutcome(trial, objectives, random));
        return endings;
    }

    private static Ending always(Outcome outcome) {
        return (trial, random) -> new TrialRecord(trial.number(), trial.assignment(), outcome, List.of());
    }

    private interface Draw {
        double from(RandomGenerator random);
    }

    private static Ending valued(int objectives, Draw draw) {
        return (trial, random) -> new TrialRecord(
                trial.number(), trial.assignment(), Outcome.SUCCEEDED, values(objectives, draw, random));
    }

    private static List<Double> values(int count, Draw draw, RandomGenerator random) {
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(draw.from(random));
        }
        return values;
    }

    private static double infinite(RandomGenerator random) {
        return random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }

    private static double anything(RandomGenerator random) {
        return switch (random.nextInt(8)) {
            case 0 -> Double.NaN;
            case 1 -> infinite(random);
            case 2 -> random.nextBoolean() ? Double.MAX_VALUE : -Double.MAX_VALUE;
            case 3 -> Double.MIN_VALUE;
            case 4 -> -0.0;
            case 5 -> random.nextInt(2);
            default -> StrictMath.pow(10, random.nextInt(40) - 20) * random.nextGaussian();
        };
    }

    private static TrialRecord anyOutcome(TrialRecord trial, int objectives, RandomGenerator random) {
        Outcome outcome = Outcome.values()[1 + random.nextInt(Outcome.values().length - 1)];
        boolean valued = outcome == Outcome.SUCCEEDED || random.nextInt(3) == 0;
        List<Reading> curve = new ArrayList<>();
        for (int step = random.nextInt(4); step < 6 && random.nextBoolean(); step++) {
            curve.add(new Reading(step, anything(random)));
        }
        return new TrialRecord(
                trial.number(),
                trial.assignment(),
                outcome,
                valued ? values(objectives, OddResults::anything, random) : List.of(),
                random.nextBoolean() ? List.of() : List.of(anything(random), anything(random)),
                curve);
    }
}
