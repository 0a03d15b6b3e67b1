package org.attune.search.stopping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import org.attune.search.strategy.Goal;
import org.junit.jupiter.api.Test;

class PashaRuleTest extends StoppingRuleContract {

    @Override
    StoppingRule create(Goal goal) {
        return StoppingRules.create("pasha", Map.of("min", 2), goal);
    }

    private interface Curves {
        double at(int trial, long step);
    }

    /** Runs trials one at a time, each to where it is paused; gives the farthest step that any came to. */
    private static long run(StoppingRule rule, int trials, Curves curves) {
        long[] steps = new long[trials + 1];
        int next = 1;
        long farthest = 0;
        while (true) {
            Optional<Promotion> promotion = rule.promotion(trial -> true, false);
            if (promotion.isEmpty() && next > trials) {
                return farthest;
            }
            int trial = promotion.map(Promotion::trial).orElse(next);
            if (promotion.isPresent()) {
                rule.onResume(trial);
            } else {
                next++;
            }
            while (rule.onValue(trial, ++steps[trial], curves.at(trial, steps[trial])) instanceof Verdict.Continue) {
                assertThat(steps[trial]).isLessThan(5_000);
            }
            farthest = Math.max(farthest, steps[trial]);
        }
    }

    @Test
    void while_the_order_is_settled_nobody_goes_beyond_the_second_rung() {
        PashaRule rule = (PashaRule) StoppingRules.create("pasha", Map.of(), Goal.MINIMIZE);
        assertThat(run(rule, 200, (trial, step) -> trial * 37 % 200)).isEqualTo(3);
        assertThat(rule.cap()).isEqualTo(1);
        // asha goes as far as there are trials for it
        StoppingRule asha = StoppingRules.create("asha", Map.of("mode", "promote"), Goal.MINIMIZE);
        assertThat(run(asha, 200, (trial, step) -> trial * 37 % 200)).isGreaterThanOrEqualTo(27);
    }

    @Test
    void an_order_that_still_changes_lifts_the_cap() {
        PashaRule rule = (PashaRule) StoppingRules.create("pasha", Map.of(), Goal.MINIMIZE);
        // those that begin worst fall fastest
        IntToDoubleFunction start = trial -> trial * 37 % 200;
        long farthest = run(rule, 200, (trial, step) -> start.applyAsDouble(trial) / step - 40.0 * trial % 7 * step);
        assertThat(rule.cap()).isGreaterThan(1);
        assertThat(farthest).isGreaterThan(3);
    }

    @Test
    void when_no_new_trial_comes_the_best_goes_on_to_the_end() {
        StoppingRule rule = StoppingRules.create("pasha", Map.of("max", 81), Goal.MINIMIZE);
        run(rule, 30, (trial, step) -> trial);
        long[] steps = new long[31];
        java.util.Arrays.fill(steps, 100);
        Set<Integer> whole = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            Optional<Promotion> promotion = rule.promotion(trial -> true, true);
            if (promotion.isEmpty()) {
                break;
            }
            int trial = promotion.get().trial();
            rule.onResume(trial);
            Verdict verdict = Verdict.CONTINUE;
            for (long step = 1; step <= 81 && verdict instanceof Verdict.Continue; step++) {
                verdict = rule.onValue(trial, step, trial);
            }
            if (verdict instanceof Verdict.Continue) {
                rule.onEnd(trial);
                whole.add(trial);
            }
        }
        assertThat(whole).contains(1);
    }

    @Test
    void curves_that_swap_and_swap_back_tell_what_a_tie_is() {
        Curve steady = new Curve();
        Curve crossing = new Curve();
        Curve apart = new Curve();
        for (int step = 1; step <= 30; step++) {
            steady.add(step, 1);
            crossing.add(step, step / 10 == 1 ? 0.9 : 1.2);
            apart.add(step, 5);
        }
        assertThat(Crossings.noise(List.of(steady, apart))).isZero();
        assertThat(Crossings.noise(List.of(steady, crossing, apart))).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void the_cap_and_all_promotions_are_rebuilt_from_the_same_values() {
        PashaRule one = (PashaRule) StoppingRules.create("pasha", Map.of(), Goal.MAXIMIZE);
        PashaRule other = (PashaRule) StoppingRules.create("pasha", Map.of(), Goal.MAXIMIZE);
        Curves curves = (trial, step) -> Math.sin(trial * 12.9898 + step * 0.3) * trial;
        assertThat(run(one, 100, curves)).isEqualTo(run(other, 100, curves));
        assertThat(one.cap()).isEqualTo(other.cap());
    }
}
