package org.attune.search.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.attune.search.math.Seeds;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;
import org.attune.search.space.UnitCube;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PlateausTest {

    private final Inputs inputs = new Inputs(new UnitCube(SearchSpace.builder()
            .add(FloatParameter.of("x", 0, 1, Scale.LINEAR))
            .add(FloatParameter.of("y", 0, 1, Scale.LINEAR))
            .build()));

    private Results results(int count, ToDoubleFunction<double[]> cost) {
        RandomGenerator random = Seeds.generator(9);
        double[][] rows = new double[count][];
        double[] costs = new double[count];
        for (int i = 0; i < count; i++) {
            rows[i] = random.doubles(2).toArray();
            costs[i] = cost.applyAsDouble(rows[i]);
        }
        return new Results(rows, costs);
    }

    @Test
    void without_equal_results_nothing_changes() {
        Results smooth = results(60, x -> x[0] + x[1]);
        Plateaus plateaus = new Plateaus(inputs, smooth);
        assertThat(plateaus.reach()).isZero();
        assertThat(plateaus.merged().same(smooth)).isTrue();
        assertThat(plateaus.logNews(smooth.rows()[3])).isZero();
    }

    @Test
    void a_failed_result_equals_nothing() {
        assertThat(new Plateaus(inputs, results(60, x -> Double.NaN)).reach()).isZero();
    }

    @Test
    void the_reach_is_about_the_size_of_the_cells() {
        for (int cells : new int[] {3, 10}) {
            Results stairs = results(200, x -> Math.floor(x[0] * cells) * 100 + Math.floor(x[1] * cells));
            Plateaus plateaus = new Plateaus(inputs, stairs);
            assertThat(plateaus.reach() * cells).isBetween(0.25, 2.0);
            assertThat(plateaus.merged().size()).isLessThan(stairs.size());
            double[] middle = {0.5 / cells, 0.5 / cells};
            double[] news = {5, 5};
            assertThat(plateaus.logNews(middle)).isLessThan(-5);
            assertThat(plateaus.logNews(news)).isCloseTo(0, within(0.01));
        }
    }

    @Test
    void points_whose_results_are_awaited_are_left_alone_too() {
        Plateaus plateaus = new Plateaus(inputs, results(80, x -> Math.floor(x[0] * 5)));
        double[] far = {3, 3};
        double before = plateaus.logNews(far);
        plateaus.expect(List.of(new double[] {3, 3.01}));
        assertThat(plateaus.logNews(far)).isLessThan(before - 5);
    }
}
