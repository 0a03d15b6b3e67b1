package org.attune.search.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.attune.search.property.Property;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BoxLbfgsTest {

    private static double[] filled(int n, double value) {
        double[] array = new double[n];
        Arrays.fill(array, value);
        return array;
    }

    private static double rosenbrock(double[] x, double[] gradient) {
        double value = 0;
        Arrays.fill(gradient, 0);
        for (int i = 0; i + 1 < x.length; i++) {
            double a = x[i + 1] - x[i] * x[i];
            double b = 1 - x[i];
            value += 100 * a * a + b * b;
            gradient[i] += -400 * x[i] * a - 2 * b;
            gradient[i + 1] += 200 * a;
        }
        return value;
    }

    @Test
    void a_curved_valley_is_followed_to_its_end() {
        BoxLbfgs.Result result = new BoxLbfgs(filled(6, -5), filled(6, 5), 1_000, 1e-8)
                .minimise(BoxLbfgsTest::rosenbrock, new double[] {-1.2, 1, -1.2, 1, -1.2, 1});
        assertThat(result.x()).containsExactly(filled(6, 1), within(1e-5));
        assertThat(result.evaluations()).isLessThan(300);
    }

    @Test
    void a_quadratic_in_a_box_ends_at_its_constrained_minimum() {
        Property.holds(50, random -> {
            int n = 1 + random.nextInt(10);
            double[] center = random.doubles(n, -2, 2).toArray();
            double[] width = random.doubles(n, 0.01, 100).toArray();
            BoxLbfgs.Result result = new BoxLbfgs(filled(n, -1), filled(n, 1), 2_000, 1e-9)
                    .minimise(
                            (x, gradient) -> {
                                double value = 0;
                                for (int i = 0; i < n; i++) {
                                    double off = x[i] - center[i];
                                    value += width[i] * off * off;
                                    gradient[i] = 2 * width[i] * off;
                                }
                                return value;
                            },
                            random.doubles(n, -1, 1).toArray());
            for (int i = 0; i < n; i++) {
                assertThat(result.x()[i]).isCloseTo(Math.max(-1, Math.min(1, center[i])), within(1e-4));
            }
        });
    }

    @Test
    void a_cut_search_has_never_gone_uphill() {
        double start = rosenbrock(new double[] {-1.2, 1}, new double[2]);
        for (int limit = 1; limit < 40; limit++) {
            BoxLbfgs.Result result = new BoxLbfgs(filled(2, -5), filled(2, 5), limit, 1e-8)
                    .minimise(BoxLbfgsTest::rosenbrock, new double[] {-1.2, 1});
            assertThat(result.value()).isLessThanOrEqualTo(start);
            assertThat(result.evaluations()).isLessThanOrEqualTo(limit);
        }
    }

    @Test
    void regions_without_a_value_are_avoided() {
        BoxLbfgs.Result result = new BoxLbfgs(filled(1, -5), filled(1, 5), 200, 1e-8)
                .minimise(
                        (x, gradient) -> {
                            gradient[0] = 2 * x[0] - 2 + (x[0] > 0.4 ? Double.NaN : 0);
                            return x[0] > 0.4 ? Double.NaN : (x[0] - 1) * (x[0] - 1);
                        },
                        new double[] {-4});
        assertThat(result.x()[0]).isBetween(0.0, 0.4);
    }
}
