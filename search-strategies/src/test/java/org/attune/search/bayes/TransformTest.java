package org.attune.search.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.attune.search.property.Property;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TransformTest {

    @ParameterizedTest
    @EnumSource
    void targets_keep_the_order_and_have_mean_0_and_variance_1(Transform transform) {
        Property.holds(100, random -> {
            double[] costs = random.doubles(3 + random.nextInt(40)).toArray();
            double power = 1 + random.nextInt(30);
            // from harmless to many orders of magnitude
            Arrays.setAll(costs, i -> Math.pow(costs[i], power) * 1e3 - 5);
            double[] targets = transform.targets(costs);
            for (int i = 0; i < costs.length; i++) {
                for (int j = 0; j < costs.length; j++) {
                    assertThat(costs[i] > costs[j] && targets[i] < targets[j] - 1e-12)
                            .isFalse();
                }
            }
            assertThat(Arrays.stream(targets).average().orElseThrow()).isCloseTo(0, within(1e-6));
            assertThat(Arrays.stream(targets).map(x -> x * x).average().orElseThrow())
                    .isCloseTo(1, within(1e-6));
        });
    }

    @ParameterizedTest
    @EnumSource
    void numbers_at_the_edge_of_doubles_and_equal_ones_give_finite_targets(Transform transform) {
        for (double[] costs :
                new double[][] {{1e308, -1e308, 0, 1}, {5, 5, 5}, {1e-320, 0, 1e-310}, {1, 1, 1, 1e300}, {-3}, {2, 2, 7}
                }) {
            assertThat(Arrays.stream(transform.targets(costs))).allMatch(Double::isFinite);
        }
    }

    /** The correction is the change of variables: the log of the derivative of the transform, summed. */
    @ParameterizedTest
    @EnumSource(names = "STANDARD")
    void the_slopes_of_a_linear_transform_are_one_over_the_deviation(Transform transform) {
        double[] costs = {1, 2, 3, 4, 10};
        double mean = 4;
        double variance = Arrays.stream(costs).map(x -> (x - mean) * (x - mean)).sum() / 5;
        assertThat(transform.logSlopes(costs)).isCloseTo(-5 * Math.log(Math.sqrt(variance)), within(1e-9));
    }
}
