package org.attune.search.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HyperPriorTest {

    private static double density(int columns, double length) {
        double[] theta = new double[columns + 2];
        theta[0] = Math.log(length);
        double[] others = new double[columns + 2];
        HyperPrior prior = new HyperPrior(columns);
        return prior.logDensity(theta, new double[columns + 2]) - prior.logDensity(others, new double[columns + 2]);
    }

    private static double integral(DoubleUnaryOperator function, double low, double high) {
        int steps = 400_000;
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            sum += function.applyAsDouble(low + (high - low) * (i + 0.5) / steps);
        }
        return sum * (high - low) / steps;
    }

    /** Relative to the density at 1, a log-normal density integrates to the reciprocal of its own density at 1. */
    @Test
    void the_density_of_a_length_scale_integrates_to_one() {
        int columns = 4;
        double location = Math.sqrt(2) + Math.log(columns) / 2;
        double atOne = Math.exp(-location * location / 6) / Math.sqrt(2 * Math.PI * 3);
        // by the logarithm u, dl = e^u du
        double mass = integral(u -> Math.exp(density(columns, Math.exp(u)) + u), -12, 16);
        assertThat(mass * atOne).isCloseTo(1, within(1e-6));
    }

    @Test
    void its_mode_is_a_fifth_of_the_square_root_of_the_number_of_columns() {
        for (int columns : new int[] {1, 4, 9, 25}) {
            double best = 0;
            for (double length = 0.01; length < 10; length *= 1.001) {
                best = best == 0 || density(columns, length) > density(columns, best) ? length : best;
            }
            assertThat(best / Math.sqrt(columns)).isCloseTo(Math.exp(Math.sqrt(2) - 3), within(2e-3));
        }
    }
}
