package org.attune.search.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.attune.search.strategy.Goal;
import org.junit.jupiter.api.Test;

class AshaRuleTest extends StoppingRuleContract {

    @Override
    StoppingRule create(Goal goal) {
        return StoppingRules.create("asha", Map.of(), goal);
    }

    private static void assertStops(Verdict verdict, String reason) {
        assertThat(verdict).isEqualTo(new Verdict.Stop(reason));
    }

    private static void assertGoesOn(Verdict verdict) {
        assertThat(verdict).isEqualTo(Verdict.CONTINUE);
    }

    @Test
    void the_first_values_go_on_only_while_they_are_the_best() {
        StoppingRule rule = create(Goal.MAXIMIZE);
        assertGoesOn(rule.onValue(1, 1, 0.5));
        assertStops(rule.onValue(2, 1, 0.4), "ASHA: 0.4 at step 1 is not the best of the first 2 trials at that rung");
        assertGoesOn(rule.onValue(3, 1, 0.6));
    }

    @Test
    void later_values_go_on_while_they_are_in_the_top_third() {
        StoppingRule rule = create(Goal.MAXIMIZE);
        for (int trial = 1; trial <= 8; trial++) {
            rule.onValue(trial, 1, 0.1 * trial);
        }
        // nine values: three may go on, 0.8 and 0.7 are better than 0.65, 0.6 is not
        assertGoesOn(rule.onValue(9, 1, 0.65));
        assertStops(rule.onValue(10, 1, 0.6), "ASHA: 0.6 at step 1 is not in the top 1/3 of 10 trials at that rung");
    }

    @Test
    void ties_go_to_the_earlier_value() {
        StoppingRule rule = create(Goal.MINIMIZE);
        assertGoesOn(rule.onValue(1, 1, 0.0));
        assertThat(rule.onValue(2, 1, -0.0)).isInstanceOf(Verdict.Stop.class);
    }

    @Test
    void nothing_is_decided_between_rungs_and_from_max_on() {
        StoppingRule rule = StoppingRules.create("asha", Map.of("eta", 2, "min", 2, "max", 8), Goal.MINIMIZE);
        assertGoesOn(rule.onValue(1, 1, 0.0));
        for (long step : new long[] {2, 3, 4, 5, 6, 7}) {
            assertGoesOn(rule.onValue(1, step, 0.0));
        }
        assertGoesOn(rule.onValue(2, 1, 9.0));
        assertThat(rule.onValue(2, 2, 9.0)).isInstanceOf(Verdict.Stop.class);
        // a trial that nobody stopped before max is never stopped at it
        assertGoesOn(rule.onValue(3, 4, -1.0));
        assertGoesOn(rule.onValue(3, 8, 1e9));
        assertGoesOn(rule.onValue(3, 16, 1e9));
    }

    @Test
    void a_value_counts_for_every_rung_that_was_skipped() {
        StoppingRule rule = create(Goal.MINIMIZE);
        assertGoesOn(rule.onValue(1, 1, 1.0));
        assertGoesOn(rule.onValue(1, 2, 0.9));
        // steps 3 to 9 are passed: the value stands at the rungs 3 and 9
        assertGoesOn(rule.onValue(1, 10, 0.5));
        assertGoesOn(rule.onValue(2, 1, 0.9));
        assertStops(rule.onValue(2, 3, 0.6), "ASHA: 0.6 at step 3 is not the best of the first 2 trials at that rung");
        assertGoesOn(rule.onValue(3, 1, 0.8));
        assertGoesOn(rule.onValue(3, 3, 0.4));
        assertStops(
                rule.onValue(3, 11, 0.55),
                "ASHA: 0.55 at step 11 is not the best of the first 2 trials at the rung of step 9");
    }

    @Test
    void no_number_is_worse_than_the_worst_number() {
        StoppingRule rule = create(Goal.MAXIMIZE);
        assertGoesOn(rule.onValue(1, 1, Double.NaN));
        assertGoesOn(rule.onValue(2, 1, Double.NEGATIVE_INFINITY));
        assertStops(
                rule.onValue(3, 1, Double.NaN), "ASHA: NaN at step 1 is not in the top 1/3 of 3 trials at that rung");
    }

    @Test
    void what_a_stopped_trial_reached_still_counts() {
        StoppingRule rule = create(Goal.MINIMIZE);
        rule.onValue(1, 1, 0.1);
        rule.onValue(2, 1, 0.2);
        rule.onEnd(1);
        rule.onEnd(2);
        assertThat(rule.onValue(3, 1, 0.3)).isInstanceOf(Verdict.Stop.class);
    }

    @Test
    void good_trials_survive_and_most_others_do_not() {
        StoppingRule rule = create(Goal.MAXIMIZE);
        int stopped = 0;
        for (int trial = 1; trial <= 300; trial++) {
            double level = trial * 7919 % 300 / 300.0;
            boolean running = true;
            for (long step = 1; step <= 81 && running; step++) {
                running = rule.onValue(trial, step, level * (1 - 1 / (step + 1.0))) instanceof Verdict.Continue;
            }
            stopped += running ? 0 : 1;
            assertThat(running || level < 0.99)
                    .as("trial %d of level %s", trial, level)
                    .isTrue();
        }
        assertThat(stopped).isBetween(280, 299);
    }

    @Test
    void the_first_rung_is_at_a_twentieth_of_a_whole_trial_unless_somebody_says_another() {
        assertThat(first(Map.of())).isEqualTo(1);
        assertThat(first(Map.of("max", 20))).isEqualTo(1);
        assertThat(first(Map.of("max", 21))).isEqualTo(2);
        assertThat(first(Map.of("max", 52))).isEqualTo(3);
        assertThat(first(Map.of("max", 1_000_000))).isEqualTo(50_000);
        assertThat(first(Map.of("max", 52, "min", 1))).isEqualTo(1);
    }

    private static long first(Map<String, Object> options) {
        return StoppingRules.create("asha", options, Goal.MINIMIZE).rungs().level(0);
    }
}
