package org.attune.search.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.attune.search.property.Property;
import org.attune.search.space.CategoricalParameter;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;
import org.attune.search.space.UnitCube;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Every analytic gradient against central differences. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GradientsTest {

    private final UnitCube cube = new UnitCube(SearchSpace.builder()
            .add(FloatParameter.of("a", 0, 1, Scale.LINEAR))
            .add(CategoricalParameter.of("c", List.of("x", "y", "z")))
            .add(FloatParameter.of("b", 1e-5, 1, Scale.LOG))
            .build());
    private final Inputs inputs = new Inputs(cube);

    private double[][] rows(RandomGenerator random, int count) {
        double[][] rows = new double[count][];
        for (int i = 0; i < count; i++) {
            double[] point = random.doubles(3).toArray();
            rows[i] = inputs.of(point, cube.settle(point));
        }
        return rows;
    }

    private Hyperparameters draw(RandomGenerator random) {
        double[] theta = random.doubles(5, -2, 1).toArray();
        theta[4] -= 3;
        return new Hyperparameters(theta);
    }

    private interface Function {
        double at(double[] x, double[] gradient);
    }

    private static void check(Function function, double[] x, int... dimensions) {
        double[] gradient = new double[x.length];
        function.at(x, gradient);
        for (int d : dimensions) {
            double step = 1e-5;
            double[] up = x.clone();
            double[] down = x.clone();
            up[d] += step;
            down[d] -= step;
            double slope =
                    (function.at(up, new double[x.length]) - function.at(down, new double[x.length])) / (2 * step);
            assertThat(gradient[d]).as("dimension " + d).isCloseTo(slope, within(1e-6 * Math.max(1, Math.abs(slope))));
        }
    }

    @Test
    void the_evidence_by_every_hyperparameter() {
        Property.holds(30, random -> {
            double[][] rows = rows(random, 2 + random.nextInt(12));
            double[] targets = random.doubles(rows.length, -2, 2).toArray();
            Evidence evidence = new Evidence(inputs, rows, targets, new HyperPrior(inputs.width()));
            check(evidence::negative, draw(random).toArray(), 0, 1, 2, 3, 4);
        });
    }

    @Test
    void the_prior_by_every_hyperparameter() {
        Property.holds(
                30,
                random -> check(
                        (theta, gradient) -> {
                            Arrays.fill(gradient, 0);
                            return new HyperPrior(3).logDensity(theta, gradient);
                        },
                        draw(random).toArray(),
                        0,
                        1,
                        2,
                        3,
                        4));
    }

    @Test
    void the_acquisition_by_every_numeric_column_with_and_without_pending_points() {
        Property.holds(40, random -> {
            int results = 2 + random.nextInt(10);
            int pending = random.nextInt(4);
            double[][] rows = rows(random, results + pending);
            double[] targets = random.doubles(results, -2, 2).toArray();
            double[] tied = targets.clone();
            Arrays.fill(tied, 0, random.nextInt(results), 1);
            GaussianProcess process = new GaussianProcess(inputs, draw(random), rows.length);
            for (int i = 0; i < results; i++) {
                process.add(rows[i]);
            }
            process.explain(targets);
            for (int i = results; i < rows.length; i++) {
                process.add(rows[i]);
            }
            Plateaus plateaus = new Plateaus(inputs, new Results(Arrays.copyOf(rows, results), tied));
            plateaus.expect(Arrays.asList(rows).subList(results, rows.length));
            Acquisition acquisition =
                    new Acquisition(process, results, targets, avoiding(plateaus), random.nextBoolean(), 5);
            double[] input = rows(random, 1)[0];
            check(acquisition::value, input, 0, 2);
            double[] value = new double[1];
            acquisition.values(new double[][] {input}, 0, 1, value);
            double alone = acquisition.value(input, new double[3]);
            assertThat(value[0]).isCloseTo(alone, within(1e-9 * Math.max(1, Math.abs(alone))));
        });
    }

    private static Acquisition.Preference avoiding(Plateaus plateaus) {
        return new Acquisition.Preference() {

            @Override
            public double at(double[] input) {
                return plateaus.logNews(input);
            }

            @Override
            public double at(double[] input, double[] gradient) {
                return plateaus.logNews(input, gradient);
            }
        };
    }
}
