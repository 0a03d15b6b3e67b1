package org.attune.search.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.attune.search.strategy.Goal;
import org.junit.jupiter.api.Test;

class MedianRuleTest extends StoppingRuleContract {

    @Override
    StoppingRule create(Goal goal) {
        return StoppingRules.create("median", Map.of("warmupTrials", 3, "warmupSteps", 0), goal);
    }

    private static StoppingRule withThreeTrials(StoppingRule rule) {
        // averages up to step 2: 2, 3 and 4
        for (int trial = 1; trial <= 3; trial++) {
            rule.onValue(trial, 1, trial);
            rule.onValue(trial, 2, trial + 2);
            rule.onValue(trial, 3, 100);
        }
        return rule;
    }

    @Test
    void a_trial_is_stopped_when_its_best_is_worse_than_the_median_of_averages() {
        StoppingRule rule = withThreeTrials(create(Goal.MINIMIZE));
        assertThat(rule.onValue(4, 2, 3.0)).isEqualTo(Verdict.CONTINUE);
        assertThat(rule.onValue(5, 2, 3.001))
                .isEqualTo(new Verdict.Stop("median: the best value up to step 2, 3.001, is worse than 3,"
                        + " the median of the averages of 4 trials"));
    }

    @Test
    void the_best_value_so_far_counts_and_not_the_last() {
        StoppingRule rule = withThreeTrials(create(Goal.MINIMIZE));
        assertThat(rule.onValue(4, 1, 0.5)).isEqualTo(Verdict.CONTINUE);
        assertThat(rule.onValue(4, 2, 50)).isEqualTo(Verdict.CONTINUE);
    }

    @Test
    void nothing_is_stopped_in_the_warm_up() {
        StoppingRule rule = StoppingRules.create("median", Map.of(), Goal.MAXIMIZE);
        for (int trial = 1; trial <= 5; trial++) {
            for (long step = 1; step <= 9; step++) {
                assertThat(rule.onValue(trial, step, 1)).isEqualTo(Verdict.CONTINUE);
            }
        }
        for (long step = 1; step <= 5; step++) {
            assertThat(rule.onValue(6, step, 0)).isEqualTo(Verdict.CONTINUE);
        }
        assertThat(rule.onValue(6, 6, 0)).isInstanceOf(Verdict.Stop.class);
    }

    @Test
    void trials_that_have_not_reached_the_step_are_not_compared_with() {
        StoppingRule rule = withThreeTrials(create(Goal.MINIMIZE));
        assertThat(rule.onValue(4, 4, 1e9)).isEqualTo(Verdict.CONTINUE);
    }

    @Test
    void a_trial_without_any_number_is_stopped() {
        StoppingRule rule = withThreeTrials(create(Goal.MINIMIZE));
        assertThat(rule.onValue(4, 2, Double.NaN)).isInstanceOf(Verdict.Stop.class);
    }

    @Test
    void long_curves_are_kept_in_bounded_memory_and_still_compared() {
        StoppingRule rule = create(Goal.MINIMIZE);
        for (int trial = 1; trial <= 4; trial++) {
            for (long step = 1; step <= 100_000; step++) {
                assertThat(rule.onValue(trial, step, 1.0)).isEqualTo(Verdict.CONTINUE);
            }
        }
        assertThat(rule.onValue(5, 1, 1.0)).isEqualTo(Verdict.CONTINUE);
        assertThat(rule.onValue(6, 99_999, 1.5)).isInstanceOf(Verdict.Stop.class);
        assertThat(rule.onValue(7, 2, 1.5)).isInstanceOf(Verdict.Stop.class);
    }
}
