package org.attune.search.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;
import org.attune.search.property.Property;
import org.attune.search.strategy.Goal;
import org.junit.jupiter.api.Test;

class PercentileRuleTest extends StoppingRuleContract {

    @Override
    StoppingRule create(Goal goal) {
        return StoppingRules.create("percentile", Map.of("percentile", 50, "warmupTrials", 3), goal);
    }

    @Test
    void a_trial_is_stopped_when_its_best_is_worse_than_the_percentile_of_the_others() {
        StoppingRule rule = StoppingRules.create("percentile", Map.of("percentile", 50), Goal.MAXIMIZE);
        for (int trial = 1; trial <= 5; trial++) {
            assertThat(rule.onValue(trial, 1, 1 + trial)).isEqualTo(Verdict.CONTINUE);
        }
        assertThat(rule.onValue(6, 1, 4)).isEqualTo(Verdict.CONTINUE);
        assertThat(rule.onValue(7, 1, 3.9))
                .isEqualTo(new Verdict.Stop("percentile: the best value up to step 1, 3.9, is worse than 4,"
                        + " the bound of the best 50 % of 6 trials"));
    }

    @Test
    void what_is_no_number_is_always_worse() {
        StoppingRule rule = StoppingRules.create("percentile", Map.of("percentile", 100), Goal.MINIMIZE);
        for (int trial = 1; trial <= 5; trial++) {
            rule.onValue(trial, 1, trial);
        }
        assertThat(rule.onValue(6, 1, Double.NaN)).isInstanceOf(Verdict.Stop.class);
        // of six values one is NaN now: the worst of them is no bound
        assertThat(rule.onValue(7, 1, Double.NaN)).isEqualTo(Verdict.CONTINUE);
    }

    @Test
    void the_verdicts_are_those_of_the_definition() {
        Property.holds(200, random -> {
            double percentile = random.nextInt(11) * 10.0;
            long warmup = random.nextInt(3);
            StoppingRule rule = StoppingRules.create(
                    "percentile",
                    Map.of("percentile", percentile, "warmupTrials", 2, "warmupSteps", warmup),
                    Goal.MINIMIZE);
            Map<Integer, TreeMap<Long, Double>> told = new TreeMap<>();
            boolean[] over = new boolean[12];
            for (int i = 0; i < 150; i++) {
                int trial = random.nextInt(over.length);
                TreeMap<Long, Double> own = told.computeIfAbsent(trial, number -> new TreeMap<>());
                long step = (own.isEmpty() ? 0 : own.lastKey()) + 1 + random.nextInt(2);
                double value = Math.rint(random.nextGaussian() * 4) / 4;
                boolean expected = false;
                if (!over[trial]) {
                    own.put(step, value);
                    expected = step > warmup && poor(told, trial, step, percentile);
                }
                boolean stopped = rule.onValue(trial + 1, step, value) instanceof Verdict.Stop;
                assertThat(stopped).isEqualTo(expected);
                over[trial] |= stopped;
            }
        });
    }

    private static boolean poor(Map<Integer, TreeMap<Long, Double>> told, int trial, long step, double percentile) {
        double[] others = told.entrySet().stream()
                .filter(other -> other.getKey() != trial)
                .map(Map.Entry::getValue)
                .filter(curve -> !curve.isEmpty() && curve.firstKey() <= step && curve.lastKey() >= step)
                .mapToDouble(curve -> curve.floorEntry(step).getValue())
                .toArray();
        if (others.length < 2) {
            return false;
        }
        // the seventh estimate of Hyndman and Fan is the linear interpolation of numpy; it takes no 0th percentile
        double bound = percentile == 0
                ? java.util.Arrays.stream(others).min().orElseThrow()
                : new Percentile().withEstimationType(EstimationType.R_7).evaluate(others, percentile);
        double best =
                told.get(trial).values().stream().mapToDouble(v -> v).min().orElseThrow();
        return best > bound + 1e-12;
    }
}
