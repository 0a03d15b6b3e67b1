package org.attune.search.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.attune.search.property.Property;
import org.attune.search.strategy.Goal;
import org.junit.jupiter.api.Test;

class ThresholdRuleTest extends StoppingRuleContract {

    @Override
    StoppingRule create(Goal goal) {
        return StoppingRules.create("threshold", Map.of("lower", -15, "upper", 15), goal);
    }

    @Test
    void a_trial_is_stopped_when_it_leaves_the_bounds_and_these_themselves_are_allowed() {
        StoppingRule rule = create(Goal.MAXIMIZE);
        assertThat(rule.onValue(1, 1, 15)).isEqualTo(Verdict.CONTINUE);
        assertThat(rule.onValue(1, 2, -15)).isEqualTo(Verdict.CONTINUE);
        assertThat(rule.onValue(1, 3, 15.5)).isEqualTo(new Verdict.Stop("threshold: 15.5 at step 3 is above 15"));
        assertThat(rule.onValue(2, 1, Double.NEGATIVE_INFINITY))
                .isEqualTo(new Verdict.Stop("threshold: -Infinity at step 1 is below -15"));
    }

    @Test
    void without_bounds_only_what_is_no_number_is_stopped() {
        StoppingRule rule = StoppingRules.create("threshold", Map.of(), Goal.MINIMIZE);
        assertThat(rule.onValue(1, 1, Double.POSITIVE_INFINITY)).isEqualTo(Verdict.CONTINUE);
        assertThat(rule.onValue(1, 2, -1e300)).isEqualTo(Verdict.CONTINUE);
        assertThat(rule.onValue(1, 3, Double.NaN)).isEqualTo(new Verdict.Stop("threshold: NaN at step 3 is no number"));
    }

    @Test
    void a_trial_is_judged_at_its_first_report_in_each_interval_after_the_warm_up() {
        Property.holds(200, random -> {
            long warmup = random.nextInt(6);
            long interval = 1 + random.nextInt(5);
            StoppingRule rule = StoppingRules.create(
                    "threshold", Map.of("upper", 0, "warmupSteps", warmup, "interval", interval), Goal.MINIMIZE);
            long before = -1;
            for (int trial = 1; trial <= 30; trial++) {
                long step = before + 1 + random.nextInt(4);
                // by the definition: no report of this trial lies in the interval that the step lies in
                boolean judged = step > warmup;
                for (long earlier = step - 1; earlier > warmup; earlier--) {
                    boolean same = (earlier - warmup - 1) / interval == (step - warmup - 1) / interval;
                    judged &= !(same && earlier == before);
                }
                if (before >= 0) {
                    rule.onValue(trial, before, 0);
                }
                assertThat(rule.onValue(trial, step, 1) instanceof Verdict.Stop)
                        .as("step %d after %d, warm-up %d, interval %d", step, before, warmup, interval)
                        .isEqualTo(judged);
                before = step;
            }
        });
    }
}
