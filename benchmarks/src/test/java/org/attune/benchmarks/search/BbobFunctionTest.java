package org.attune.benchmarks.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that the suite's own program (coco-experiment 2.8.2, instance 1) gives, its optimal value subtracted. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BbobFunctionTest {

    private static final double[] POINT = {0.5, -1.25, 3.0, -4.5, 2.25, -0.75, 4.0, -3.5, 1.75, -2.0};

    @ParameterizedTest
    @CsvSource({
        "SPHERE, 5, 12.823975680000004, 79.54937567999998, 6.55502568",
        "SPHERE, 10, 25.036469760000003, 123.59686975999999, 29.756269759999995",
        "ATTRACTIVE_SECTOR, 5, 55066.001098252826, 329945.1124139846, 18022.773623749323",
        "ATTRACTIVE_SECTOR, 10, 317074.40604569844, 570315.5257306044, 329352.6038958473",
        "ROSENBROCK, 5, 1327.057257345201, 98343.87263326043, 2382.4597379501006",
        "ROSENBROCK, 10, 17376.29870570111, 349240.4630694469, 31648.186094453296",
        "ELLIPSOID, 5, 6036920.861981279, 10484652.776689095, 3377982.7245201753",
        "ELLIPSOID, 10, 12956495.207081908, 26525245.00415011, 9606500.325191168",
        "RASTRIGIN, 5, 383.329773849239, 2582.668313775758, 311.01234474793705",
        "RASTRIGIN, 10, 307.1729850456413, 1989.274197559631, 262.31190402457787",
        "GALLAGHER, 5, 80.57169866985828, 76.89803300371784, 84.54533294271891",
        "GALLAGHER, 10, 75.278617900472, 75.49009565557469, 77.51589575180697"
    })
    void values_are_those_of_the_suite(BbobFunction which, int d, double origin, double point, double mirrored) {
        ToDoubleFunction<double[]> function = which.in(d);
        double[] x = Arrays.copyOf(POINT, d);

        assertThat(function.applyAsDouble(new double[d])).isCloseTo(origin, within(1e-11 * origin + 1e-10));
        assertThat(function.applyAsDouble(x)).isCloseTo(point, within(1e-11 * point + 1e-10));
        assertThat(function.applyAsDouble(
                        Arrays.stream(x).map(each -> -each / 2).toArray()))
                .isCloseTo(mirrored, within(1e-11 * mirrored + 1e-10));
    }

    @Test
    void the_optimum_is_where_the_suite_says_and_its_value_is_0() {
        double[] sphere = InstanceNumbers.optimum(5, BbobFunction.SPHERE.seed());
        assertThat(sphere[0]).isCloseTo(0.2528, within(1e-12));
        assertThat(sphere[1]).isCloseTo(-1.1568, within(1e-12));
        for (BbobFunction which : BbobFunction.values()) {
            for (int d : new int[] {2, 5, 10}) {
                double[] optimum = InstanceNumbers.optimum(d, which.seed());
                if (which == BbobFunction.ROSENBROCK) {
                    optimum = Arrays.stream(optimum).map(each -> 0.75 * each).toArray();
                } else if (which == BbobFunction.GALLAGHER) {
                    optimum = Arrays.stream(InstanceNumbers.uniform(d * 21, which.seed()))
                            .limit(d)
                            .map(each -> 0.8 * (9.8 * each - 4.9))
                            .toArray();
                }
                assertThat(which.in(d).applyAsDouble(optimum))
                        .as("%s in %d", which, d)
                        .isCloseTo(0, within(1e-20));
            }
        }
    }

    @Test
    void a_rotation_keeps_lengths_and_angles() {
        double[][] rotation = InstanceNumbers.rotation(10, 7);
        for (double[] row : rotation) {
            for (double[] other : rotation) {
                assertThat(InstanceNumbers.dot(row, other)).isCloseTo(row == other ? 1 : 0, within(1e-12));
            }
        }
    }
}
