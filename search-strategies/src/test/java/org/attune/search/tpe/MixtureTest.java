package org.attune.search.tpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.attune.search.math.Seeds;
import org.attune.search.property.Property;
import org.attune.search.space.CategoricalParameter;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.IntParameter;
import org.attune.search.space.OrdinalParameter;
import org.attune.search.space.Parameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;
import org.attune.search.space.UnitCube;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MixtureTest {

    private static final List<Parameter> KINDS = List.of(
            FloatParameter.of("f", 1e-5, 1, Scale.LOG),
            IntParameter.of("n", 1, 9, Scale.LINEAR),
            IntParameter.of("log", 1, 2_000, Scale.LOG),
            new IntParameter("step", 3, 40, Scale.REVERSE_LOG, 5, OptionalLong.empty(), Optional.empty()),
            OrdinalParameter.of("o", List.of(1, 8, 64)),
            CategoricalParameter.of("c", List.of("a", "b", "d")),
            new CategoricalParameter(
                    "p", List.of("x", "y", "z"), List.of(0.7, 0.2, 0.1), Optional.empty(), Optional.empty()));

    private static UnitCube cube(List<Parameter> parameters) {
        SearchSpace.Builder builder = SearchSpace.builder();
        parameters.forEach(builder::add);
        return new UnitCube(builder.build());
    }

    private static int[] all(UnitCube cube) {
        int[] dimensions = new int[cube.dimensions()];
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = i;
        }
        return dimensions;
    }

    private static List<Point> points(UnitCube cube, int count, RandomGenerator random) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] point = random.doubles(cube.dimensions()).toArray();
            points.add(new Point(point, cube.settle(point)));
        }
        return points;
    }

    private record Learning(Members members, Mixture mixture) {

        Learning(UnitCube cube) {
            this(cube, new Members());
        }

        private Learning(UnitCube cube, Members members) {
            this(members, new Mixture(cube, all(cube), members));
        }

        void replace(List<Point> points, double[] weights) {
            members.replace(points, weights);
            mixture.learn();
        }
    }

    private static Mixture mixture(UnitCube cube, List<Point> points, double[] weights) {
        Learning learning = new Learning(cube);
        learning.replace(points, weights);
        return learning.mixture();
    }

    private static double[] weights(int count, RandomGenerator random) {
        return random.doubles(count + 1, 0.01, 1).toArray();
    }

    @Test
    void the_density_over_each_kind_of_parameter_adds_up_to_one() {
        for (Parameter parameter : KINDS) {
            UnitCube cube = cube(List.of(parameter));
            Property.holds(5, random -> {
                int count = random.nextInt(40);
                Mixture mixture = mixture(cube, points(cube, count, random), weights(count, random));
                double sum = 0;
                if (cube.levels(0) < 0) {
                    int cells = 20_000;
                    for (int i = 0; i < cells; i++) {
                        sum += Math.exp(mixture.logDensity(new double[] {(i + 0.5) / cells})) / cells;
                    }
                } else {
                    for (int i = 0; i < cube.levels(0); i++) {
                        sum += Math.exp(mixture.logDensity(new double[] {cube.coordinate(0, i)}));
                    }
                }
                assertThat(sum).as(parameter.name()).isCloseTo(1, within(2e-4));
            });
        }
    }

    @Test
    void the_joint_density_is_the_weighted_sum_of_products_of_kernels() {
        UnitCube cube = cube(KINDS);
        Property.holds(20, random -> {
            int count = random.nextInt(150);
            List<Point> points = points(cube, count, random);
            double[] weights = weights(count, random);
            Mixture mixture = mixture(cube, points, weights);
            double[] at = points(cube, 1, random).get(0).coordinates();
            double sum = 0;
            double total = 0;
            for (int i = 0; i <= count; i++) {
                double product = weights[i];
                for (int j = 0; j < cube.dimensions(); j++) {
                    product *= kernel(cube, points, i, j, at[j]);
                }
                sum += product;
                total += weights[i];
            }
            assertThat(mixture.logDensity(at)).isCloseTo(Math.log(sum / total), within(1e-2));
        });
    }

    /** One kernel at one coordinate, from the definition, by the distributions of another library. */
    private static double kernel(UnitCube cube, List<Point> points, int kernel, int dimension, double at) {
        int count = points.size();
        boolean prior = kernel == count;
        if (cube.levels(dimension) > 0 && !cube.ordered(dimension)) {
            long value = cube.index(dimension, at);
            double probability = cube.cellEnd(dimension, value) - (value == 0 ? 0 : cube.cellEnd(dimension, value - 1));
            double levels = cube.levels(dimension);
            double each = levels * probability / (count + 1);
            boolean same = !prior && cube.index(dimension, points.get(kernel).coordinates()[dimension]) == value;
            return prior ? probability : (each + (same ? 1 : 0)) / (1 + levels / (count + 1));
        }
        double centre = prior ? 0.5 : points.get(kernel).coordinates()[dimension];
        NormalDistribution normal = new NormalDistribution(null, centre, prior ? 1 : width(points, kernel, dimension));
        double mass = normal.cumulativeProbability(1) - normal.cumulativeProbability(0);
        if (cube.levels(dimension) < 0) {
            return normal.density(at) / mass;
        }
        long value = cube.index(dimension, at);
        double start = value == 0 ? 0 : cube.cellEnd(dimension, value - 1);
        return normal.cumulativeProbability(start, cube.cellEnd(dimension, value)) / mass;
    }

    private static double width(List<Point> points, int kernel, int dimension) {
        double centre = points.get(kernel).coordinates()[dimension];
        List<Double> before = new ArrayList<>();
        List<Double> after = new ArrayList<>();
        for (int i = 0; i <= points.size(); i++) {
            double other = i == points.size() ? 0.5 : points.get(i).coordinates()[dimension];
            if (i != kernel && (other < centre || (other == centre && i < kernel))) {
                before.add(centre - other);
            } else if (i != kernel) {
                after.add(other - centre);
            }
        }
        double left = before.stream().mapToDouble(each -> each).min().orElse(0);
        double right = after.stream().mapToDouble(each -> each).min().orElse(0);
        double least = 1 / Math.min(100.0, points.size() + 2);
        return Math.max(least, Math.min(1, Math.max(left, right)));
    }

    @Test
    void draws_follow_the_density() {
        UnitCube cube = cube(List.of(KINDS.get(0)));
        RandomGenerator random = Seeds.generator(3);
        Mixture mixture = mixture(cube, points(cube, 6, random), weights(6, random));
        int cells = 20;
        int draws = 40_000;
        double[] counts = new double[cells];
        for (int i = 0; i < draws; i++) {
            double[] point = new double[1];
            mixture.draw(random, point);
            counts[Math.min(cells - 1, (int) (point[0] * cells))]++;
        }
        for (int i = 0; i < cells; i++) {
            double expected = 0;
            for (int part = 0; part < 100; part++) {
                expected += Math.exp(mixture.logDensity(new double[] {(i + (part + 0.5) / 100) / cells})) / 100 / cells;
            }
            double deviation = Math.sqrt(expected * (1 - expected) / draws);
            assertThat(counts[i] / draws).isCloseTo(expected, within(5 * deviation));
        }
    }

    @Test
    void draws_of_levels_and_categories_follow_their_masses_and_are_values() {
        for (Parameter parameter : KINDS.subList(1, KINDS.size())) {
            UnitCube cube = cube(List.of(parameter));
            RandomGenerator random = Seeds.generator(11);
            Mixture mixture = mixture(cube, points(cube, 6, random), weights(6, random));
            int draws = 20_000;
            double[] counts = new double[(int) cube.levels(0)];
            for (int i = 0; i < draws; i++) {
                double[] point = new double[1];
                mixture.draw(random, point);
                assertThat(point[0]).isEqualTo(cube.snap(0, point[0]));
                counts[(int) cube.index(0, point[0])]++;
            }
            for (int i = 0; i < counts.length; i++) {
                double expected = Math.exp(mixture.logDensity(new double[] {cube.coordinate(0, i)}));
                double deviation = Math.sqrt(expected * (1 - expected) / draws) + 1e-4;
                assertThat(counts[i] / draws).as(parameter.name()).isCloseTo(expected, within(5 * deviation));
            }
        }
    }

    @Test
    void a_mixture_that_changed_many_times_equals_one_made_anew_to_the_last_bit() {
        List<List<Parameter>> spaces = new ArrayList<>(List.of(KINDS));
        KINDS.forEach(kind -> spaces.add(List.of(kind)));
        Property.holds(10, random -> {
            for (List<Parameter> space : spaces) {
                UnitCube cube = cube(space);
                List<Point> members = new ArrayList<>();
                Learning changed = new Learning(cube);
                for (int round = 0; round < 40; round++) {
                    change(members, cube, random);
                    double[] weights = weights(members.size(), random);
                    changed.replace(members, weights);
                    double[] at = points(cube, 1, random).get(0).coordinates();
                    assertThat(changed.mixture().logDensity(at))
                            .isEqualTo(mixture(cube, members, weights).logDensity(at));
                }
            }
        });
    }

    @Test
    void a_single_dimension_has_the_density_that_is_the_sum_over_kernels_also_where_members_crowd() {
        for (Parameter parameter : KINDS) {
            UnitCube cube = cube(List.of(parameter));
            Property.holds(10, random -> {
                int count = random.nextInt(300);
                List<Point> points = points(cube, count, random);
                for (int i = 0; i < count / 2; i++) {
                    double[] near = {cube.snap(0, Math.min(1, 0.9 + 0.01 * random.nextGaussian()))};
                    points.set(i, new Point(near, cube.settle(near)));
                }
                double[] weights = weights(count, random);
                Mixture mixture = mixture(cube, points, weights);
                for (double[] at : List.of(new double[] {0}, new double[] {random.nextDouble()}, new double[] {0.9})) {
                    double sum = 0;
                    double total = 0;
                    for (int i = 0; i <= count; i++) {
                        sum += weights[i] * kernel(cube, points, i, 0, at[0]);
                        total += weights[i];
                    }
                    double tolerance = cube.levels(0) < 0 ? 1e-7 : 1e-2;
                    assertThat(mixture.logDensity(at))
                            .as(parameter.name())
                            .isCloseTo(Math.log(sum / total), within(tolerance));
                }
            });
        }
    }

    /** Adds, removes, moves and repeats members, as a study with parallel trials does. */
    private static void change(List<Point> members, UnitCube cube, RandomGenerator random) {
        switch (random.nextInt(5)) {
            case 0 -> members.addAll(points(cube, random.nextInt(30), random));
            case 1 -> members.addAll(members.isEmpty() ? 0 : random.nextInt(members.size()), points(cube, 2, random));
            case 2 -> members.subList(0, random.nextInt(members.size() + 1) / 4).clear();
            case 3 -> {
                if (!members.isEmpty()) {
                    members.add(members.remove(random.nextInt(members.size())));
                }
            }
            default -> {
                if (!members.isEmpty()) {
                    members.add(members.get(random.nextInt(members.size())));
                }
            }
        }
    }
}
