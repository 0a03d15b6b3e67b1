package org.attune.search.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.attune.search.math.Seeds;
import org.attune.search.space.Assignment;
import org.attune.search.space.Canonical;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;
import org.attune.search.space.UnitCube;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.TrialRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ImprovementLeftTest {

    private static final UnitCube CUBE = new UnitCube(SearchSpace.builder()
            .add(FloatParameter.of("x", 0, 1, Scale.LINEAR))
            .build());

    private static Assignment at(double x) {
        return ((Canonical.Valid) CUBE.decode(new double[] {x})).assignment();
    }

    private static List<TrialRecord> trials(int count, IntToDoubleFunction value) {
        List<TrialRecord> trials = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            trials.add(TrialRecord.succeeded(i, at(i / 1e6), value.applyAsDouble(i)));
        }
        return trials;
    }

    private static ImprovementLeft left(List<TrialRecord> trials, Goal goal, int horizon) {
        return ImprovementLeft.of(trials, 0, goal, horizon).orElseThrow();
    }

    @Test
    void random_draws_gain_what_they_are_expected_to_on_average_and_rarely_more_than_the_limit() {
        double gained = 0;
        double expected = 0;
        int above = 0;
        int studies = 2_000;
        for (int study = 0; study < studies; study++) {
            RandomGenerator random = Seeds.generator(study);
            double[] values = random.doubles(100).map(u -> -Math.log(1 - u)).toArray();
            ImprovementLeft left = left(trials(50, i -> values[i - 1]), Goal.MAXIMIZE, 50);
            double before = Arrays.stream(values, 0, 50).max().orElseThrow();
            double gain = Math.max(0, Arrays.stream(values, 50, 100).max().orElseThrow() - before);
            gained += gain / studies;
            expected += left.expected() / studies;
            above += gain > left.upper() ? 1 : 0;
        }
        // two samples of the same size: the larger has the larger best value by ln 2 of an exponential
        assertThat(gained).isCloseTo(Math.log(2), within(0.06));
        assertThat(expected).isBetween(0.8 * gained, 2.0 * gained);
        assertThat(above / (double) studies).isLessThan(0.12);
    }

    @Test
    void a_search_that_stands_still_has_less_left_than_one_that_moves() {
        ImprovementLeft moving = left(trials(100, i -> 1.0 / i), Goal.MINIMIZE, 20);
        ImprovementLeft still = left(trials(100, i -> i < 20 ? 1.0 / i : 0.5), Goal.MINIMIZE, 20);
        assertThat(still.expected()).isLessThan(moving.expected());
        assertThat(still.lastImprovement()).isEqualTo(19);
        assertThat(moving.lastImprovement()).isEqualTo(100);
        assertThat(still.noise()).isEmpty();
    }

    @Test
    void repeated_points_tell_the_noise_and_few_or_useless_trials_nothing() {
        List<TrialRecord> trials = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            trials.add(TrialRecord.succeeded(i, at((i + 1) / 2 / 10.0), i % 2 == 0 ? 3 : 1));
        }
        assertThat(left(trials, Goal.MINIMIZE, 5).noise()).hasValue(Math.sqrt(2));
        assertThat(ImprovementLeft.of(trials.subList(0, 7), 0, Goal.MINIMIZE, 5))
                .isEmpty();
        assertThat(ImprovementLeft.of(trials(20, i -> Double.NaN), 0, Goal.MINIMIZE, 5))
                .isEmpty();
    }

    @Test
    void a_distribution_gives_the_share_up_to_each_value() {
        double[] values = {3, 1, Double.NaN, 1, 2};
        assertThat(Distribution.of(values, 10).steps())
                .containsExactly(
                        new Distribution.Step(1, 0.5), new Distribution.Step(2, 0.75), new Distribution.Step(3, 1));
        double[] many = IntStream.range(0, 1_000).mapToDouble(i -> i).toArray();
        Distribution few = Distribution.of(many, 5);
        assertThat(few.steps()).hasSize(5);
        assertThat(few.steps().get(0).value()).isZero();
        assertThat(few.steps().get(4)).isEqualTo(new Distribution.Step(999, 1));
        assertThat(Distribution.of(new double[0], 5).steps()).isEmpty();
    }
}
