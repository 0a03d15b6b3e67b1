package org.attune.search.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.attune.search.property.Property;
import org.attune.search.space.Assignment;
import org.attune.search.space.Canonical;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;
import org.attune.search.stopping.Rungs;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Outcome;
import org.attune.search.strategy.Reading;
import org.attune.search.strategy.TrialRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RungScoresTest {

    private static final Rungs RUNGS = Rungs.of(1, 9, 3);
    private static final SearchSpace SPACE = SearchSpace.builder()
            .add(FloatParameter.of("x", 0, 1, Scale.LINEAR))
            .build();

    private static Assignment point(int trial) {
        return ((Canonical.Valid) SPACE.canonical(Map.of("x", trial / 1000.0))).assignment();
    }

    /** A trial with these values at the rungs of step 1, 3 and 9. */
    private static TrialRecord trial(int number, Outcome outcome, double... values) {
        long[] steps = {1, 3, 9};
        List<Reading> curve = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            curve.add(new Reading(steps[i], values[i]));
        }
        List<Double> objectives =
                outcome == Outcome.PENDING || values.length == 0 ? List.of() : List.of(values[values.length - 1]);
        return new TrialRecord(number, point(number), outcome, objectives, List.of(), curve);
    }

    private static double[] scores(Goal goal, TrialRecord... trials) {
        History merged = RungScores.merged(new History(100, List.of(trials)), RUNGS, goal);
        return merged.trials().stream()
                .mapToDouble(trial -> trial.objectives().get(0))
                .toArray();
    }

    @Test
    void at_one_rung_the_scores_are_in_the_order_of_the_values() {
        double[] scores = scores(
                Goal.MINIMIZE,
                trial(1, Outcome.PRUNED, 5),
                trial(2, Outcome.PENDING, 3),
                trial(3, Outcome.PRUNED, Double.NaN),
                trial(4, Outcome.PENDING, 1, 1));
        assertThat(scores[3]).isLessThan(scores[1]);
        assertThat(scores[1]).isLessThan(scores[0]);
        assertThat(scores[0]).isLessThan(scores[2]);
    }

    @Test
    void those_that_went_on_are_ordered_by_the_last_rung_that_they_came_to() {
        double[] scores = scores(
                Goal.MAXIMIZE,
                trial(1, Outcome.PRUNED, 9, 1),
                trial(2, Outcome.SUCCEEDED, 8, 2, 5),
                trial(3, Outcome.SUCCEEDED, 7, 3, 6),
                trial(4, Outcome.PRUNED, 2),
                trial(5, Outcome.PRUNED, 1));
        assertThat(scores[2]).isGreaterThan(scores[1]);
        assertThat(scores[1]).isGreaterThan(scores[0]);
        // a chosen few of a higher rung are not average
        assertThat(scores[0]).isGreaterThan(scores[3]);
        assertThat(scores[3]).isGreaterThan(scores[4]);
    }

    @Test
    void a_promise_of_a_low_rung_counts_less_when_promises_were_not_kept() {
        List<TrialRecord> kept = new ArrayList<>();
        List<TrialRecord> broken = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            kept.add(trial(i, Outcome.SUCCEEDED, i, i, i));
            broken.add(trial(i, Outcome.SUCCEEDED, i, (i * 17) % 41, (i * 17) % 41));
        }
        TrialRecord promising = trial(50, Outcome.PENDING, 0.5);
        kept.add(promising);
        broken.add(promising);
        double trusted = scores(Goal.MINIMIZE, kept.toArray(new TrialRecord[0]))[40];
        double doubted = scores(Goal.MINIMIZE, broken.toArray(new TrialRecord[0]))[40];
        assertThat(trusted).isLessThan(-1.5);
        assertThat(doubted).isBetween(-1.0, 0.0);
    }

    @Test
    void trials_without_a_value_and_failed_ones_stay_as_they_are() {
        TrialRecord waiting = TrialRecord.pending(1, point(1));
        TrialRecord failed = TrialRecord.failed(2, point(2)).withCurve(List.of(new Reading(1, 0)));
        TrialRecord told = trial(3, Outcome.PRUNED, 1, 1);
        History merged = RungScores.merged(new History(4, List.of(waiting, failed, told)), RUNGS, Goal.MINIMIZE);
        assertThat(merged.trials().subList(0, 2)).containsExactly(waiting, failed);
        assertThat(merged.trials().get(2).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(merged.nextTrial()).isEqualTo(4);
        History whole = new History(3, List.of(TrialRecord.succeeded(1, point(1), 5), waiting));
        assertThat(RungScores.merged(whole, RUNGS, Goal.MINIMIZE)).isEqualTo(whole);
    }

    @Test
    void the_scores_depend_on_the_order_of_values_at_each_rung_alone() {
        Property.holds(100, random -> {
            List<TrialRecord> plain = new ArrayList<>();
            List<TrialRecord> bent = new ArrayList<>();
            List<TrialRecord> turned = new ArrayList<>();
            for (int i = 1; i <= 30; i++) {
                int rungs = 1 + random.nextInt(3);
                double[] values = random.doubles(rungs).toArray();
                Outcome outcome = rungs == 3 ? Outcome.SUCCEEDED : Outcome.PRUNED;
                plain.add(trial(i, outcome, values));
                bent.add(trial(
                        i,
                        outcome,
                        Arrays.stream(values).map(v -> Math.exp(9 * v)).toArray()));
                turned.add(trial(i, outcome, Arrays.stream(values).map(v -> -v).toArray()));
            }
            double[] scores = scores(Goal.MINIMIZE, plain.toArray(new TrialRecord[0]));
            assertThat(scores(Goal.MINIMIZE, bent.toArray(new TrialRecord[0]))).isEqualTo(scores);
            double[] opposite = scores(Goal.MAXIMIZE, turned.toArray(new TrialRecord[0]));
            assertThat(Arrays.stream(opposite).map(v -> -v + 0.0).toArray())
                    .isEqualTo(Arrays.stream(scores).map(v -> v + 0.0).toArray());
            List<TrialRecord> ends = plain.stream()
                    .filter(trial -> trial.outcome() == Outcome.SUCCEEDED)
                    .sorted(Comparator.comparingDouble(
                            trial -> trial.objectives().get(0)))
                    .toList();
            for (int i = 1; i < ends.size(); i++) {
                assertThat(scores[ends.get(i - 1).number() - 1])
                        .isLessThan(scores[ends.get(i).number() - 1]);
            }
        });
    }
}
