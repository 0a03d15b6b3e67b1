package org.attune.search.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.attune.search.property.Property;
import org.attune.search.strategy.Goal;
import org.junit.jupiter.api.Test;

class PromotionRuleTest extends StoppingRuleContract {

    @Override
    StoppingRule create(Goal goal) {
        return StoppingRules.create("asha", Map.of("mode", "promote", "min", 2), goal);
    }

    private static StoppingRule capped() {
        return StoppingRules.create("asha", Map.of("mode", "promote", "max", 9), Goal.MAXIMIZE);
    }

    private static Optional<Promotion> asked(StoppingRule rule) {
        return rule.promotion(trial -> true, false);
    }

    @Test
    void every_trial_is_paused_at_the_first_rung_and_told_where_it_stands() {
        StoppingRule rule = capped();
        assertThat(rule.onValue(1, 1, 0.5))
                .isEqualTo(new Verdict.Pause("ASHA: 0.5 at the rung of step 1, rank 1 of 1 so far"));
        assertThat(rule.onValue(2, 1, 0.4))
                .isEqualTo(new Verdict.Pause("ASHA: 0.4 at the rung of step 1, rank 2 of 2 so far"));
        assertThat(asked(rule)).isEmpty();
    }

    @Test
    void promotion_waits_for_as_many_trials_as_successive_halving_would() {
        StoppingRule rule = capped();
        for (int trial = 1; trial <= 8; trial++) {
            rule.onValue(trial, 1, trial);
            assertThat(asked(rule)).isEmpty();
        }
        rule.onValue(9, 1, 0);
        assertThat(asked(rule)).contains(new Promotion(8, "ASHA: rank 1 of 9 at the rung of step 1"));
        // asking again gives the same until the answer is followed
        assertThat(asked(rule)).isEqualTo(asked(rule));
        assertThat(rule.promotion(trial -> trial != 8, false).orElseThrow().trial())
                .isEqualTo(7);
        for (int expected : new int[] {8, 7, 6}) {
            assertThat(asked(rule).orElseThrow().trial()).isEqualTo(expected);
            rule.onResume(expected);
        }
        assertThat(asked(rule)).isEmpty();
    }

    @Test
    void the_best_of_a_higher_rung_come_before_those_of_a_lower_one_and_whole_trials_are_not_paused() {
        StoppingRule rule = capped();
        for (int trial = 1; trial <= 12; trial++) {
            rule.onValue(trial, 1, trial);
        }
        for (int trial : new int[] {12, 11, 10}) {
            rule.onResume(trial);
            assertThat(rule.onValue(trial, 2, trial)).isEqualTo(Verdict.CONTINUE);
            assertThat(rule.onValue(trial, 3, 20 - trial)).isInstanceOf(Verdict.Pause.class);
        }
        assertThat(asked(rule)).contains(new Promotion(10, "ASHA: rank 1 of 3 at the rung of step 3"));
        rule.onResume(10);
        assertThat(asked(rule)).contains(new Promotion(9, "ASHA: rank 4 of 12 at the rung of step 1"));
        assertThat(rule.onValue(10, 9, 1)).isEqualTo(Verdict.CONTINUE);
        assertThat(rule.onValue(10, 10, 1)).isEqualTo(Verdict.CONTINUE);
    }

    @Test
    void when_no_new_trial_comes_the_best_go_on_with_fewer_results() {
        StoppingRule rule = capped();
        rule.onValue(1, 1, 0.1);
        rule.onValue(2, 1, 0.2);
        assertThat(rule.promotion(trial -> true, true).orElseThrow().trial()).isEqualTo(2);
        rule.onResume(2);
        assertThat(rule.promotion(trial -> true, true)).isEmpty();
        rule.onValue(2, 3, 0.2);
        assertThat(rule.promotion(trial -> true, true).orElseThrow().trial()).isEqualTo(2);
    }

    @Test
    void what_is_no_number_is_stopped_and_what_has_ended_is_not_promoted() {
        StoppingRule rule = capped();
        assertThat(rule.onValue(1, 1, Double.NaN)).isEqualTo(new Verdict.Stop("ASHA: NaN at the rung of step 1"));
        for (int trial = 2; trial <= 9; trial++) {
            rule.onValue(trial, 1, trial);
        }
        rule.onEnd(9);
        assertThat(asked(rule).orElseThrow().trial()).isEqualTo(8);
    }

    @Test
    void where_nobody_knows_the_last_step_the_ladder_grows_by_a_rung_at_a_time() {
        StoppingRule rule = StoppingRules.create("asha", Map.of("mode", "promote"), Goal.MAXIMIZE);
        for (int trial = 1; trial <= 3; trial++) {
            assertThat(asked(rule)).isEmpty();
            rule.onValue(trial, 1, trial);
        }
        assertThat(asked(rule).orElseThrow().trial()).isEqualTo(3);
        rule.onResume(3);
        rule.onValue(3, 3, 3);
        for (int trial = 4; trial <= 9; trial++) {
            assertThat(asked(rule)).isEmpty();
            rule.onValue(trial, 1, trial);
        }
        assertThat(asked(rule).orElseThrow().trial()).isEqualTo(9);
    }

    @Test
    void what_a_trial_reports_before_it_halts_counts_when_it_is_resumed() {
        StoppingRule rule = StoppingRules.create("asha", Map.of("mode", "promote", "eta", 2, "max", 8), Goal.MINIMIZE);
        rule.onValue(1, 1, 5);
        // it was faster than the pause, and passes the rung of step 2 with 4
        assertThat(rule.onValue(1, 2, 4)).isEqualTo(Verdict.CONTINUE);
        assertThat(rule.onValue(1, 3, 1)).isEqualTo(Verdict.CONTINUE);
        rule.onResume(1);
        assertThat(rule.onValue(1, 2, 4)).isEqualTo(Verdict.CONTINUE);
        assertThat(rule.onValue(1, 4, 0))
                .isEqualTo(new Verdict.Pause("ASHA: 0 at the rung of step 4, rank 1 of 1 so far"));
        // at the rung of step 2 it stands with 4 and not with 0
        rule.onValue(2, 1, 1);
        rule.onResume(2);
        assertThat(rule.onValue(2, 2, 3))
                .isEqualTo(new Verdict.Pause("ASHA: 3 at the rung of step 2, rank 1 of 2 so far"));
    }

    /** A rule and the events that it has seen, by a simulation that keeps some trials running at once. */
    private static final class Run {
        private record Event(int trial, long step, double value, boolean resumed) {}

        private final List<Event> events = new ArrayList<>();
        private final Map<Integer, Long> running = new LinkedHashMap<>();
        private final Map<Integer, Long> paused = new TreeMap<>();
        private final StoppingRule rule;
        private final RandomGenerator random;
        private int trials;

        Run(StoppingRule rule, RandomGenerator random) {
            this.rule = rule;
            this.random = random;
        }

        void step(int reports) {
            Set<Integer> resumed = new HashSet<>();
            for (int i = 0; i < reports; i++) {
                while (running.size() < 6) {
                    Optional<Promotion> promotion = rule.promotion(paused::containsKey, false);
                    if (promotion.isPresent()) {
                        int trial = promotion.get().trial();
                        running.put(trial, paused.remove(trial));
                        rule.onResume(trial);
                        resumed.add(trial);
                    } else {
                        running.put(++trials, 0L);
                    }
                }
                int trial = List.copyOf(running.keySet()).get(random.nextInt(running.size()));
                long step = running.get(trial) + 1;
                double value = random.nextInt(40) == 0 ? Double.NaN : random.nextInt(30) / (double) step;
                running.put(trial, step);
                events.add(new Event(trial, step, value, resumed.remove(trial)));
                Verdict verdict = rule.onValue(trial, step, value);
                if (halts(verdict) || step == 27) {
                    running.remove(trial);
                    if (verdict instanceof Verdict.Pause) {
                        paused.put(trial, step);
                    } else {
                        rule.onEnd(trial);
                    }
                }
            }
        }
    }

    private static StoppingRule any(RandomGenerator random) {
        Map<String, Object> options = random.nextBoolean()
                ? Map.of("mode", "promote", "min", 1, "max", 27)
                : Map.of("mode", "promote", "max", 20, "eta", 2, "min", 2);
        return StoppingRules.create(random.nextBoolean() ? "asha" : "hyperband", options, Goal.MINIMIZE);
    }

    @Test
    void a_rule_is_rebuilt_from_values_and_resumptions_alone() {
        Property.holds(60, random -> {
            long seed = random.nextLong();
            RandomGenerator same = org.attune.search.math.Seeds.generator(seed);
            Run run = new Run(any(org.attune.search.math.Seeds.generator(seed)), same);
            run.step(1500);
            StoppingRule again = any(org.attune.search.math.Seeds.generator(seed));
            for (Run.Event event : run.events) {
                if (event.resumed()) {
                    again.onResume(event.trial());
                }
                again.onValue(event.trial(), event.step(), event.value());
            }
            Set<Integer> begun = new HashSet<>();
            run.events.forEach(event -> begun.add(event.trial()));
            run.running.keySet().forEach(again::onResume);
            for (int trial : begun) {
                if (!run.running.containsKey(trial) && !run.paused.containsKey(trial)) {
                    again.onEnd(trial);
                }
            }
            for (int i = 0; i < 40; i++) {
                Optional<Promotion> expected = run.rule.promotion(run.paused::containsKey, i % 7 == 0);
                assertThat(again.promotion(run.paused::containsKey, i % 7 == 0)).isEqualTo(expected);
                int trial = expected.map(Promotion::trial).orElse(10_000 + i);
                run.rule.onResume(trial);
                again.onResume(trial);
                run.paused.remove(trial);
                for (long step : new long[] {1, 9, 27}) {
                    double value = random.nextGaussian();
                    assertThat(again.onValue(trial, step, value)).isEqualTo(run.rule.onValue(trial, step, value));
                }
            }
        });
    }

    @Test
    void promotions_are_those_of_the_definition() {
        Property.holds(40, random -> {
            StoppingRule rule =
                    StoppingRules.create("asha", Map.of("mode", "promote", "min", 1, "max", 27), Goal.MINIMIZE);
            long[] levels = {1, 3, 9, 27};
            List<List<double[]>> came = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            Map<Integer, Integer> rungOf = new TreeMap<>();
            List<Set<Integer>> gone = List.of(new HashSet<>(), new HashSet<>(), new HashSet<>());
            for (int i = 0, trials = 0; i < 400; i++) {
                int expected = expected(came, gone);
                Optional<Promotion> promotion = asked(rule);
                assertThat(promotion.map(Promotion::trial).orElse(0)).isEqualTo(expected);
                int trial = expected;
                if (expected == 0) {
                    trial = ++trials;
                    rungOf.put(trial, 0);
                } else {
                    int rung = rungOf.merge(trial, 1, Integer::sum);
                    gone.get(rung - 1).add(trial);
                    rule.onResume(trial);
                }
                int rung = rungOf.get(trial);
                double cost = random.nextInt(50);
                if (rung < came.size()) {
                    came.get(rung).add(new double[] {cost, trial});
                }
                assertThat(rule.onValue(trial, levels[rung], cost) instanceof Verdict.Pause)
                        .isEqualTo(rung < 3);
            }
        });
    }

    /** By sorting everything anew: the trial to promote, 0 for none. */
    private static int expected(List<List<double[]>> came, List<Set<Integer>> gone) {
        for (int k = came.size() - 1; k >= 0; k--) {
            List<double[]> sorted = new ArrayList<>(came.get(k));
            sorted.sort(Comparator.comparingDouble(place -> place[0]));
            int n = sorted.size();
            Set<Integer> promoted = gone.get(k);
            if ((promoted.size() + 1.0) / Math.max(1, n) > 1.0 / 3 || n < Math.pow(3, came.size() - k)) {
                continue;
            }
            for (double[] place : sorted.subList(0, n / 3)) {
                if (!promoted.contains((int) place[1])) {
                    return (int) place[1];
                }
            }
        }
        return 0;
    }

    @Test
    void hyperband_gives_first_rungs_in_turn_and_then_only_the_two_that_are_worth_most() {
        StoppingRule rule = StoppingRules.create("hyperband", Map.of("mode", "promote", "max", 9), Goal.MINIMIZE);
        int whole = 0;
        int[] first = new int[3];
        int[] later = new int[3];
        for (int trial = 1; trial <= 400; trial++) {
            int rung = 0;
            long[] levels = {1, 3, 9};
            // the first rung says nothing of the end, the second everything
            double end = trial * 7919 % 401;
            double noise = trial * 104729 % 401;
            while (rung < 3 && !halts(rule.onValue(trial, levels[rung], rung == 0 ? noise : end))) {
                rung++;
            }
            (whole < 24 ? first : later)[Math.min(2, rung)]++;
            whole += rung == 3 ? 1 : 0;
        }
        assertThat(first[0]).isGreaterThan(first[1]);
        assertThat(first[1]).isGreaterThan(first[2]);
        // 9 · 0.5³ against 4.5 and 3: whole trials and the second rung are left
        assertThat(later[0]).isZero();
        assertThat(later[1]).isGreaterThan(later[2]);
        assertThat(later[2]).isPositive();
    }
}
