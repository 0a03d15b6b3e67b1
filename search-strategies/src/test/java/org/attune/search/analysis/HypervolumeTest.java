package org.attune.search.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.attune.search.math.Seeds;
import org.attune.search.property.Property;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HypervolumeTest {

    /** Sums the volumes of all intersections with alternating signs. */
    private static double byInclusionAndExclusion(double[][] points, double[] reference) {
        double volume = 0;
        for (int subset = 1; subset < 1 << points.length; subset++) {
            double box = 1;
            for (int j = 0; j < reference.length; j++) {
                double low = Double.NEGATIVE_INFINITY;
                for (int i = 0; i < points.length; i++) {
                    if ((subset >> i & 1) == 1) {
                        low = Math.max(low, points[i][j]);
                    }
                }
                box *= Math.max(0, reference[j] - low);
            }
            volume += Integer.bitCount(subset) % 2 == 1 ? box : -box;
        }
        return volume;
    }

    private static double[][] draw(RandomGenerator random, int count, int objectives, int lattice) {
        double[][] points = new double[count][objectives];
        for (double[] point : points) {
            for (int j = 0; j < objectives; j++) {
                point[j] = lattice == 0 ? random.nextDouble() : random.nextInt(lattice) / (double) lattice;
            }
        }
        return points;
    }

    @Test
    void volumes_are_those_of_inclusion_and_exclusion() {
        Property.holds(500, random -> {
            int objectives = 1 + random.nextInt(6);
            double[][] points = draw(random, random.nextInt(11), objectives, random.nextBoolean() ? 0 : 4);
            double[] reference = new double[objectives];
            Arrays.setAll(reference, j -> 0.6 + random.nextDouble());
            Hypervolume.Volume volume = Hypervolume.of(points, reference);
            assertThat(volume.exact()).isTrue();
            assertThat(volume.value()).isCloseTo(byInclusionAndExclusion(points, reference), within(1e-9));
        });
    }

    /** A front on the unit sphere's corner, of which the origin is the ideal point. */
    private static double[][] sphere(RandomGenerator random, int count, int objectives) {
        double[][] points = draw(random, count, objectives, 0);
        for (double[] point : points) {
            double norm = Math.sqrt(Arrays.stream(point).map(x -> x * x).sum());
            Arrays.setAll(point, j -> 1 - point[j] / norm);
        }
        return points;
    }

    @Test
    void large_fronts_agree_with_counting_random_points() {
        for (int objectives = 2; objectives <= 5; objectives++) {
            RandomGenerator random = Seeds.generator(objectives);
            double[][] points = sphere(random, 60, objectives);
            double[] reference = new double[objectives];
            Arrays.fill(reference, 1);
            int inside = 0;
            int samples = 100_000;
            for (int i = 0; i < samples; i++) {
                double[] sample = random.doubles(objectives).toArray();
                inside += Arrays.stream(points).anyMatch(p -> Pareto.dominates(p, sample)) ? 1 : 0;
            }
            assertThat(Hypervolume.of(points, reference).value())
                    .as("%d objectives", objectives)
                    .isCloseTo(inside / (double) samples, within(0.008));
        }
    }

    @Test
    void too_much_work_is_estimated_and_said_so() {
        double[][] points = sphere(Seeds.generator(3), 3_000, 6);
        double[] reference = {1, 1, 1, 1, 1, 1};
        Hypervolume.Volume all = Hypervolume.of(points, reference);
        assertThat(all.exact()).isFalse();
        Hypervolume.Volume few = Hypervolume.of(Arrays.copyOf(points, 30), reference);
        assertThat(few.exact()).isTrue();
        // the points lie on the unit sphere around the reference, of which a 64th, π³/6/64, is in this corner
        assertThat(all.value()).isGreaterThan(few.value()).isBetween(0.03, Math.pow(Math.PI, 3) / 6 / 64);
    }

    @Test
    void a_history_ends_with_the_volume_of_all_and_never_shrinks() {
        Property.holds(100, random -> {
            int objectives = 1 + random.nextInt(4);
            double[][] points = ParetoTest.points(random, 80, objectives);
            double[] reference = Hypervolume.referenceFor(points, objectives);
            List<Hypervolume.Reached> history = Hypervolume.history(points, reference, 10);
            double last = 0;
            for (Hypervolume.Reached reached : history) {
                assertThat(reached.volume().value()).isGreaterThanOrEqualTo(last);
                last = reached.volume().value();
                double[][] first = Arrays.copyOf(points, reached.trials());
                assertThat(last).isCloseTo(Hypervolume.of(first, reference).value(), within(1e-9));
            }
            assertThat(last).isCloseTo(Hypervolume.of(points, reference).value(), within(1e-9));
        });
    }

    @Test
    void the_reference_lies_a_tenth_of_the_front_behind_its_worst() {
        assertThat(Hypervolume.referenceFor(new double[][] {{0, 4}, {2, 2}, {3, 9}}, 2))
                .containsExactly(2 + 0.2, 4 + 0.2);
        assertThat(Hypervolume.referenceFor(new double[][] {{1, -5}}, 2)).containsExactly(1.1, -4.5);
        assertThat(Hypervolume.referenceFor(new double[][] {{1, 0}, {3, 1}}, 2)).containsExactly(1.2, 0.1);
        assertThat(Hypervolume.referenceFor(new double[][] {{Double.NaN, 1}}, 2))
                .containsExactly(0, 0);
    }

    @Test
    void points_that_do_not_reach_the_reference_or_are_not_finite_add_nothing() {
        List<double[]> points = new ArrayList<>();
        points.add(new double[] {1, 0});
        points.add(new double[] {0.5, Double.NEGATIVE_INFINITY});
        points.add(new double[] {Double.NaN, 0});
        points.add(new double[] {0.5, 0.25});
        assertThat(Hypervolume.of(points.toArray(double[][]::new), new double[] {1, 1}))
                .isEqualTo(new Hypervolume.Volume(0.375, true));
    }
}
