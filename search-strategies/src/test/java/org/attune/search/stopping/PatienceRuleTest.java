package org.attune.search.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.attune.search.property.Property;
import org.attune.search.strategy.Goal;
import org.junit.jupiter.api.Test;

class PatienceRuleTest extends StoppingRuleContract {

    @Override
    StoppingRule create(Goal goal) {
        return StoppingRules.create("patience", Map.of("patience", 4), goal);
    }

    @Test
    void a_trial_is_stopped_when_it_has_not_improved_for_so_many_reports() {
        StoppingRule rule = StoppingRules.create("patience", Map.of("patience", 2, "minDelta", 0.1), Goal.MAXIMIZE);
        assertThat(rule.onValue(1, 1, 0.5)).isEqualTo(Verdict.CONTINUE);
        assertThat(rule.onValue(1, 2, 0.59)).isEqualTo(Verdict.CONTINUE);
        assertThat(rule.onValue(1, 3, 0.61)).isEqualTo(Verdict.CONTINUE);
        assertThat(rule.onValue(1, 10, 0.7)).isEqualTo(Verdict.CONTINUE);
        assertThat(rule.onValue(1, 20, 0.2))
                .isEqualTo(new Verdict.Stop(
                        "patience: nothing better than 0.61 of step 3 in 2 reports in a row, the last at step 20"));
    }

    @Test
    void a_trial_that_never_reports_a_number_is_stopped_too() {
        StoppingRule rule = StoppingRules.create("patience", Map.of("patience", 2), Goal.MINIMIZE);
        assertThat(rule.onValue(1, 1, Double.NaN)).isEqualTo(Verdict.CONTINUE);
        assertThat(rule.onValue(1, 2, Double.NaN))
                .isEqualTo(new Verdict.Stop("patience: no number in 2 reports in a row, the last at step 2"));
    }

    @Test
    void the_verdicts_are_those_of_the_definition() {
        Property.holds(300, random -> {
            int patience = 1 + random.nextInt(5);
            int warmup = random.nextInt(4);
            double delta = random.nextBoolean() ? 0 : 0.3;
            StoppingRule rule = StoppingRules.create(
                    "patience", Map.of("patience", patience, "minDelta", delta, "warmupSteps", warmup), Goal.MINIMIZE);
            List<Double> values = new ArrayList<>();
            boolean stopped = false;
            for (int step = 1; step <= 30 && !stopped; step++) {
                values.add(random.nextInt(10) == 0 ? Double.NaN : random.nextGaussian());
                stopped = rule.onValue(1, step, values.get(step - 1)) instanceof Verdict.Stop;
                assertThat(stopped).isEqualTo(stagnates(values, patience, delta, warmup));
            }
        });
    }

    /** Goes through all values again: the run of reports after the warm-up without progress, at the end. */
    private static boolean stagnates(List<Double> values, int patience, double delta, int warmup) {
        int run = 0;
        double best = Double.NaN;
        for (int i = 0; i < values.size(); i++) {
            double value = values.get(i);
            boolean progress = !Double.isNaN(value) && (Double.isNaN(best) || value < best - delta);
            best = progress ? value : best;
            run = progress ? 0 : i + 1 > warmup ? run + 1 : run;
        }
        return run >= patience;
    }
}
