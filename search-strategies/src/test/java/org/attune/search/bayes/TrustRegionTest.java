package org.attune.search.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.attune.search.space.CategoricalParameter;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;
import org.attune.search.space.UnitCube;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TrustRegionTest {

    private final UnitCube cube = new UnitCube(SearchSpace.builder()
            .add(FloatParameter.of("x", 0, 1, Scale.LINEAR))
            .add(FloatParameter.of("y", 0, 1, Scale.LINEAR))
            .add(CategoricalParameter.of("c", List.of("a", "b", "c")))
            .build());
    private final Inputs inputs = new Inputs(cube);

    private static Results results(double... costs) {
        return new Results(
                IntStream.range(0, costs.length).mapToObj(i -> new double[3]).toArray(double[][]::new), costs);
    }

    private double side(double... costs) {
        Matern kernel = new Matern(inputs, Hyperparameters.start(3, 1));
        TrustRegion region = TrustRegion.of(cube, results(costs), new double[] {0.5, 0.5, 0}, kernel);
        return region.high(0) - region.low(0);
    }

    @Test
    void the_box_shrinks_without_success_and_grows_with_it() {
        assertThat(side(5, 6)).isCloseTo(0.8, within(1e-12));
        assertThat(side(5, 6, 7, 6, 8)).isCloseTo(0.4, within(1e-12));
        assertThat(side(5, 6, 7, 6, 8, 9, 9, 9, 9)).isCloseTo(0.2, within(1e-12));
        assertThat(side(5, 6, 7, 6, 8, 9, 9, 9, 9, 4, 3, 2)).isCloseTo(0.4, within(1e-12));
    }

    @Test
    void a_box_that_has_shrunk_to_nothing_begins_again() {
        double[] costs = new double[1 + 4 * 7];
        Arrays.fill(costs, 1, costs.length, 1);
        assertThat(side(costs)).isCloseTo(0.8, within(1e-12));
    }

    @Test
    void it_stays_in_the_cube_and_leaves_categories_free() {
        Matern kernel = new Matern(inputs, Hyperparameters.start(3, 1));
        TrustRegion region = TrustRegion.of(cube, results(1, 2), new double[] {0.1, 0.95, 0}, kernel);
        assertThat(List.of(region.low(0), region.high(1), region.low(2), region.high(2)))
                .containsExactly(0.0, 1.0, 0.0, 1.0);
        assertThat(region.high(0)).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void the_time_since_the_last_gain_is_counted_in_results() {
        assertThat(TrustRegion.sinceGain(results(5, 4, 3))).isZero();
        assertThat(TrustRegion.sinceGain(results(5, 3, 4, Double.NaN, 3))).isEqualTo(3);
    }
}
