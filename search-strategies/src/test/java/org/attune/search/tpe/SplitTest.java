package org.attune.search.tpe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.attune.search.space.Assignment;
import org.attune.search.space.BoolParameter;
import org.attune.search.space.Canonical;
import org.attune.search.space.CategoricalParameter;
import org.attune.search.space.Condition;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.IntParameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;
import org.attune.search.space.UnitCube;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.Outcome;
import org.attune.search.strategy.Reading;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.SearchProblem.FailurePolicy;
import org.attune.search.strategy.TrialRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SplitTest {

    private static final SearchSpace SPACE = SearchSpace.builder()
            .add(IntParameter.of("n", 1, 100, Scale.LINEAR))
            .build();

    private final List<TrialRecord> trials = new ArrayList<>();

    private static Assignment at(long n) {
        return ((Canonical.Valid) SPACE.canonical(Map.of("n", n))).assignment();
    }

    private int trial(Outcome outcome, List<Double> objectives, List<Double> violations, List<Reading> curve) {
        int number = trials.size() + 1;
        trials.add(new TrialRecord(number, at(number), outcome, objectives, violations, curve));
        return number;
    }

    private TreeSet<Integer> best(int wanted, Goal goal) {
        Points points = new Points(SPACE, new UnitCube(SPACE));
        List<Observation> observations = trials.stream()
                .map(trial -> Observation.of(points.of(trial.assignment()).orElseThrow(), trial, List.of(goal)))
                .toList();
        boolean[] best = Split.best(observations, wanted);
        TreeSet<Integer> numbers = new TreeSet<>();
        for (int i = 0; i < best.length; i++) {
            if (best[i]) {
                numbers.add(trials.get(i).number());
            }
        }
        return numbers;
    }

    @Test
    void good_trials_are_a_tenth_rounded_up_and_never_more_than_twenty_five() {
        int[] trialsSeen = {0, 1, 10, 11, 99, 240, 241, 1_000};
        int[] good = {0, 1, 1, 2, 10, 24, 25, 25};
        for (int i = 0; i < good.length; i++) {
            assertThat(Split.goodOf(trialsSeen[i], 0.1)).isEqualTo(good[i]);
        }
    }

    @Test
    void good_ones_are_the_best_then_the_deepest_pruned_then_the_least_infeasible_and_never_those_without_value() {
        final int failed = trial(Outcome.FAILED, List.of(), List.of(), List.of());
        final int shallow = trial(Outcome.PRUNED, List.of(), List.of(), List.of(new Reading(2, 0.1)));
        final int worse = trial(Outcome.SUCCEEDED, List.of(7.0), List.of(-1.0), List.of());
        final int deepWorse =
                trial(Outcome.PRUNED, List.of(), List.of(), List.of(new Reading(1, 0.0), new Reading(9, 0.5)));
        final int very = trial(Outcome.SUCCEEDED, List.of(0.0), List.of(2.0, -3.0, 2.0), List.of());
        final int better = trial(Outcome.SUCCEEDED, List.of(5.0), List.of(), List.of());
        final int nan = trial(Outcome.SUCCEEDED, List.of(Double.NaN), List.of(), List.of());
        final int slightly = trial(Outcome.INFEASIBLE, List.of(0.0), List.of(0.5, 0.0), List.of());
        final int deep = trial(Outcome.PRUNED, List.of(), List.of(), List.of(new Reading(9, 0.2)));
        final int infinite = trial(Outcome.SUCCEEDED, List.of(Double.POSITIVE_INFINITY), List.of(), List.of());
        final int unknown = trial(Outcome.INFEASIBLE, List.of(), List.of(), List.of());
        int[] order = {better, worse, deep, deepWorse, shallow, slightly, very};
        for (int wanted = 0; wanted <= order.length; wanted++) {
            TreeSet<Integer> expected = new TreeSet<>();
            for (int i = 0; i < wanted; i++) {
                expected.add(order[i]);
            }
            assertThat(best(wanted, Goal.MINIMIZE)).isEqualTo(expected);
        }
        assertThat(best(trials.size(), Goal.MINIMIZE))
                .doesNotContain(failed, nan, infinite, unknown)
                .hasSize(7);
    }

    @Test
    void equal_values_prefer_the_earlier_trial_and_the_goal_turns_the_order() {
        for (double value : new double[] {3, 1, 3, 1, 2}) {
            trial(Outcome.SUCCEEDED, List.of(value), List.of(), List.of());
        }
        assertThat(best(1, Goal.MINIMIZE)).containsExactly(2);
        assertThat(best(3, Goal.MINIMIZE)).containsExactly(2, 4, 5);
        assertThat(best(1, Goal.MAXIMIZE)).containsExactly(1);
        assertThat(best(3, Goal.MAXIMIZE)).containsExactly(1, 3, 5);
    }

    @Test
    void the_latest_twenty_five_count_fully_and_older_ones_ramp_up_to_that() {
        assertThat(Split.weights(0, 1, 0)).containsExactly(1);
        assertThat(Split.weights(0, 1, 25)).containsOnly(1).hasSize(26);
        assertThat(Split.weights(0, 1, 26)).startsWith(1.0 / 26, 1).hasSize(27);
        double[] weights = Split.weights(0, 1, 28);
        assertThat(weights).startsWith(1.0 / 28, 1.0 / 28 + 27.0 / 56, 1, 1).hasSize(29);
        double[] warm = Split.weights(2, 0.25, 28);
        assertThat(warm).startsWith(0.25, 0.25, 1.0 / 26, 1, 1).endsWith(1, 1).hasSize(29);
    }

    @Test
    void failed_trials_are_ignored_on_request_and_cancelled_ones_always() {
        TrialRecord failed = TrialRecord.failed(1, at(1));
        SearchProblem problem = SearchProblem.of(SPACE, List.of(Goal.MINIMIZE), 1);
        assertThat(problem.withFailures(FailurePolicy.WORST).learnsFrom(failed)).isTrue();
        assertThat(problem.withFailures(FailurePolicy.INFEASIBLE).learnsFrom(failed))
                .isTrue();
        assertThat(problem.withFailures(FailurePolicy.IGNORE).learnsFrom(failed))
                .isFalse();
        TrialRecord cancelled = new TrialRecord(1, at(1), Outcome.CANCELLED, List.of(1.0));
        assertThat(problem.withFailures(FailurePolicy.WORST).learnsFrom(cancelled))
                .isFalse();
    }

    @Test
    void parameters_with_the_same_condition_form_a_group_and_parents_come_first() {
        Optional<Condition> sgd = Optional.of(Condition.oneOf("optimiser", "sgd"));
        Optional<Condition> nesterov = Optional.of(Condition.oneOf("nesterov", true));
        SearchSpace space = SearchSpace.builder()
                .add(new BoolParameter("deep", Optional.empty(), nesterov))
                .add(new BoolParameter("nesterov", Optional.empty(), sgd))
                .add(FloatParameter.of("lr", 1e-4, 1, Scale.LOG))
                .add(new BoolParameter("dampening", Optional.empty(), sgd))
                .add(CategoricalParameter.of("optimiser", List.of("sgd", "adam")))
                .add(IntParameter.of("fixed", 3, 3, Scale.LINEAR))
                .build();
        List<int[]> groups = Groups.of(space, new UnitCube(space));
        assertThat(groups).hasSize(3);
        assertThat(groups.get(0)).containsExactly(2, 4);
        assertThat(groups.get(1)).containsExactly(1, 3);
        assertThat(groups.get(2)).containsExactly(0);
    }
}
