package org.attune.search.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.attune.search.property.Property;
import org.attune.search.strategy.Goal;
import org.junit.jupiter.api.Test;

class WilcoxonRuleTest extends StoppingRuleContract {

    @Override
    StoppingRule create(Goal goal) {
        return StoppingRules.create("wilcoxon", Map.of(), goal);
    }

    @Test
    void a_trial_is_stopped_once_it_is_significantly_worse_on_the_same_folds() {
        StoppingRule rule = create(Goal.MAXIMIZE);
        for (int fold = 0; fold < 10; fold++) {
            assertThat(rule.onValue(1, fold, 0.9 - fold / 100.0)).isEqualTo(Verdict.CONTINUE);
        }
        rule.onEnd(1);
        for (int fold = 0; fold < 3; fold++) {
            assertThat(rule.onValue(2, fold, 0.8 - fold / 100.0)).isEqualTo(Verdict.CONTINUE);
        }
        // four of four worse: one in sixteen by chance
        assertThat(rule.onValue(2, 3, 0.77))
                .isEqualTo(new Verdict.Stop("wilcoxon: mean 0.785 up to step 3 is worse than 0.855 of trial 1,"
                        + " p = 0.0625 on 4 folds of both"));
    }

    @Test
    void a_trial_whose_mean_is_better_goes_on_however_many_folds_are_worse() {
        StoppingRule rule = create(Goal.MINIMIZE);
        for (int fold = 0; fold < 10; fold++) {
            rule.onValue(1, fold, 1);
        }
        rule.onValue(2, 0, -100);
        for (int fold = 1; fold < 10; fold++) {
            assertThat(rule.onValue(2, fold, 1.5)).isEqualTo(Verdict.CONTINUE);
        }
    }

    @Test
    void folds_that_only_one_of_the_two_has_say_nothing() {
        StoppingRule rule = create(Goal.MINIMIZE);
        for (int fold = 0; fold < 20; fold += 2) {
            rule.onValue(1, fold, 1);
        }
        for (int fold = 1; fold < 18; fold += 2) {
            assertThat(rule.onValue(2, fold, 9)).isEqualTo(Verdict.CONTINUE);
        }
    }

    @Test
    void one_after_the_other_the_verdicts_are_those_of_the_definition() {
        Property.holds(100, random -> {
            int warmup = 1 + random.nextInt(4);
            double threshold = 0.05 + 0.05 * random.nextInt(4);
            StoppingRule rule = StoppingRules.create(
                    "wilcoxon", Map.of("pThreshold", threshold, "warmupFolds", warmup), Goal.MINIMIZE);
            double[] best = {};
            double bestMean = Double.POSITIVE_INFINITY;
            for (int trial = 1; trial <= 12; trial++) {
                double level = random.nextGaussian();
                double[] costs = new double[10];
                double sum = 0;
                boolean stopped = false;
                for (int fold = 0; fold < costs.length && !stopped; fold++) {
                    costs[fold] = Math.rint(4 * (level + random.nextGaussian())) / 4;
                    sum += costs[fold];
                    double[] differences = new double[best.length == 0 ? 0 : fold + 1];
                    for (int i = 0; i < differences.length; i++) {
                        differences[i] = costs[i] - best[i];
                    }
                    boolean expected = differences.length >= warmup
                            && sum / (fold + 1) > bestMean
                            && SignedRanksTest.byCounting(differences) < threshold;
                    stopped = rule.onValue(trial, fold, costs[fold]) instanceof Verdict.Stop;
                    assertThat(stopped).isEqualTo(expected);
                }
                rule.onEnd(trial);
                if (!stopped && sum / costs.length < bestMean) {
                    best = costs;
                    bestMean = sum / costs.length;
                }
            }
        });
    }

    @Test
    void equal_trials_are_rarely_stopped_and_much_worse_ones_nearly_always() {
        Map<Double, Integer> stopped = new TreeMap<>();
        for (double gap : new double[] {0, 2}) {
            Property.holds(300, random -> {
                StoppingRule rule = StoppingRules.create("wilcoxon", Map.of("pThreshold", 0.05), Goal.MINIMIZE);
                boolean any = false;
                for (int fold = 0; fold < 12; fold++) {
                    rule.onValue(1, fold, random.nextGaussian());
                    any |= rule.onValue(2, fold, gap + random.nextGaussian()) instanceof Verdict.Stop;
                }
                stopped.merge(gap, any ? 1 : 0, Integer::sum);
            });
        }
        // looking again and again inflates the twentieth
        assertThat(stopped.get(0.0)).isLessThan(60);
        assertThat(stopped.get(2.0)).isGreaterThan(280);
    }
}
