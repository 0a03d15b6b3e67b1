package org.attune.search.stopping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.attune.search.property.Property;
import org.attune.search.strategy.Goal;
import org.junit.jupiter.api.Test;

class HyperbandRuleTest extends StoppingRuleContract {

    @Override
    StoppingRule create(Goal goal) {
        return StoppingRules.create("hyperband", Map.of("min", 1, "max", 27), goal);
    }

    @Test
    void the_brackets_take_their_shares_of_the_trials_in_every_stretch() {
        // K = 3: 27, 12, 6 and 4 of 49
        Brackets brackets = new Brackets(Rungs.of(1, 27, 3));
        int[] counts = new int[brackets.size()];
        for (int trial = 1; trial <= 490; trial++) {
            counts[brackets.of(trial)]++;
            if (trial % 49 == 0) {
                double[] expected = {27, 12, 6, 4};
                for (int s = 0; s < counts.length; s++) {
                    assertThat((double) counts[s])
                            .as("bracket %d after %d trials", s, trial)
                            .isCloseTo(expected[s] * trial / 49, within(3.0));
                }
            }
        }
        assertThat(brackets.share(0)).isCloseTo(27.0 / 49, within(1e-12));
    }

    @Test
    void each_bracket_halves_among_its_own_trials() {
        Property.holds(50, random -> {
            Map<String, Object> options = Map.of("eta", 2, "min", 1, "max", 12);
            StoppingRule rule = StoppingRules.create("hyperband", options, Goal.MINIMIZE);
            Rungs rungs = Rungs.of(1, 12, 2);
            assertThat(rungs.levels()).containsExactly(1L, 2L, 4L, 8L, 12L);
            Brackets brackets = new Brackets(rungs);
            StoppingRule[] alone = new StoppingRule[rungs.size()];
            for (int s = 0; s < alone.length - 1; s++) {
                Map<String, Object> own = Map.of("eta", 2, "min", rungs.level(s), "max", 12);
                alone[s] = StoppingRules.create("asha", own, Goal.MINIMIZE);
            }
            long[] steps = new long[30];
            for (int i = 0; i < 400; i++) {
                int trial = random.nextInt(steps.length);
                steps[trial] += 1 + random.nextInt(2);
                double value = random.nextGaussian();
                int bracket = brackets.of(trial + 1);
                boolean expected = bracket < alone.length - 1
                        && alone[bracket].onValue(trial + 1, steps[trial], value) instanceof Verdict.Stop;
                assertThat(rule.onValue(trial + 1, steps[trial], value) instanceof Verdict.Stop)
                        .isEqualTo(expected);
            }
        });
    }

    @Test
    void the_reason_names_the_bracket() {
        StoppingRule rule = create(Goal.MINIMIZE);
        Brackets brackets = new Brackets(Rungs.of(1, 27, 3));
        Verdict last = Verdict.CONTINUE;
        for (int trial = 1; last instanceof Verdict.Continue; trial++) {
            if (brackets.of(trial) == 1) {
                rule.onValue(trial, 1, trial);
                last = rule.onValue(trial, 3, trial);
            }
        }
        assertThat(last)
                .isEqualTo(new Verdict.Stop("Hyperband, bracket 2 of 4: 6 at step 3 is not the best of the first 2"
                        + " trials at that rung"));
    }
}
