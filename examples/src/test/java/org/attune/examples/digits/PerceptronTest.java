package org.attune.examples.digits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PerceptronTest {
    static final Path DATA = Path.of("digits", Digits.FILE);

    @ParameterizedTest
    @ValueSource(doubles = {0.0, 0.4})
    void gradients_are_the_slopes_of_the_loss(double dropout) throws Exception {
        Digits data = Digits.read(DATA).training();
        Perceptron model = new Perceptron(9, 2, dropout, 7);
        model.clearGradients();
        model.accumulate(data, 11, 3);
        double[][] analytic = copy(model.gradients());
        double h = 1e-6;
        int checked = 0;
        for (int a = 0; a < analytic.length; a++) {
            double[] parameter = model.parameters()[a];
            for (int i = 0; i < parameter.length; i++) {
                double kept = parameter[i];
                parameter[i] = kept + h;
                double above = model.accumulate(data, 11, 3);
                parameter[i] = kept - h;
                double below = model.accumulate(data, 11, 3);
                parameter[i] = kept;
                assertThat(analytic[a][i])
                        .as("array %s element %s", a, i)
                        .isEqualTo((above - below) / (2 * h), within(1e-6));
                checked += analytic[a][i] != 0 ? 1 : 0;
            }
        }
        assertThat(checked).as("slopes that are not zero").isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void any_number_of_workers_finds_the_gradient_of_one(int world) throws Exception {
        // batches of 31 and 3 leave uneven shards, and a worker without a sample
        for (int batch : new int[] {64, 31, 3}) {
            double[][] alone = gradients(1, batch).get(0);
            List<double[][]> together = gradients(world, batch);
            double largest = 0;
            for (double[] array : alone) {
                for (double value : array) {
                    largest = Math.max(largest, Math.abs(value));
                }
            }
            assertThat(largest).isGreaterThan(1e-2);
            for (double[][] gradients : together) {
                for (int a = 0; a < alone.length; a++) {
                    for (int i = 0; i < alone[a].length; i++) {
                        // relative to the element itself, with a floor far below what moves a weight
                        double scale = Math.max(Math.abs(alone[a][i]), 1e-9 * largest);
                        assertThat(Math.abs(gradients[a][i] - alone[a][i]) / scale)
                                .as("world %s batch %s array %s element %s", world, batch, a, i)
                                .isLessThan(1e-6);
                    }
                }
            }
        }
    }

    private static List<double[][]> gradients(int world, int batch) throws Exception {
        Digits digits = Digits.read(DATA);
        Settings settings = Settings.parse("--hidden=24", "--layers=2", "--dropout=0.3", "--batch=" + batch);
        return LocalGang.run(world, (gang, ring) -> {
            Training training = new Training(settings, gang, ring, digits);
            int[] order = Mix.permutation(5, digits.training().size());
            training.gradient(order, 100, 100 + batch, 4);
            return copy(training.model().gradients());
        });
    }

    @Test
    void a_diverged_model_says_so() throws Exception {
        Digits data = Digits.read(DATA).training();
        Perceptron model = new Perceptron(8, 1, 0, 1);
        model.parameters()[0][20 * 8] = Double.NaN;
        double worst = 0;
        for (int sample = 0; sample < 20; sample++) {
            worst += model.accumulate(data, sample, 1);
        }
        assertThat(worst).isNaN();
    }

    static double[][] copy(double[][] arrays) {
        List<double[]> copies = new ArrayList<>();
        for (double[] array : arrays) {
            copies.add(array.clone());
        }
        return copies.toArray(new double[0][]);
    }
}
