package org.attune.search.basic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.attune.search.space.Assignment;
import org.attune.search.space.BoolParameter;
import org.attune.search.space.CategoricalParameter;
import org.attune.search.space.Condition;
import org.attune.search.space.Constraint;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.IntParameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BasicPointsTest {

    private static final GridPoints.Settings GRID = new GridPoints.Settings(Map.of(), 10, false, false);

    /** The points of trials 1 to count, each taken after it is given. */
    private static List<PointSource.Found> draw(PointSource source, int count) {
        Taken taken = new Taken();
        List<PointSource.Found> points = new ArrayList<>();
        for (int trial = 1; trial <= count; trial++) {
            if (source.point(trial, taken) instanceof PointSource.Found found) {
                taken.add(found.assignment());
                points.add(found);
            }
        }
        return points;
    }

    private static List<Object> values(List<PointSource.Found> points, String name) {
        List<Object> values = new ArrayList<>();
        for (PointSource.Found point : points) {
            values.add(Objects.requireNonNull(point.assignment().values().get(name)));
        }
        return values;
    }

    private static double pValue(SearchSpace space, PointSource source, ToDoubleFunction<Double> toUnit) {
        double[] units = values(draw(source, 2_000), "x").stream()
                .mapToDouble(value -> toUnit.applyAsDouble((Double) value))
                .toArray();
        return new KolmogorovSmirnovTest().kolmogorovSmirnovTest(new UniformRealDistribution(0, 1), units);
    }

    @Test
    void floats_are_uniform_on_their_scale() {
        SearchSpace linear = SearchSpace.builder()
                .add(FloatParameter.of("x", -1, 3, Scale.LINEAR))
                .build();
        SearchSpace log = SearchSpace.builder()
                .add(FloatParameter.of("x", 1e-5, 0.1, Scale.LOG))
                .build();
        SearchSpace reverse = SearchSpace.builder()
                .add(FloatParameter.of("x", 0.5, 0.999, Scale.REVERSE_LOG))
                .build();
        for (long seed = 1; seed <= 3; seed++) {
            assertThat(pValue(linear, new RandomPoints(linear, seed, false), x -> (x + 1) / 4))
                    .isGreaterThan(1e-3);
            assertThat(pValue(log, new RandomPoints(log, seed, false), x -> (Math.log10(x) + 5) / 4))
                    .isGreaterThan(1e-3);
            assertThat(pValue(
                            reverse,
                            new RandomPoints(reverse, seed, false),
                            x -> Math.log(2 * (1 - x)) / Math.log(0.002)))
                    .isGreaterThan(1e-3);
            // and the test can tell: the same values are not uniform on another scale
            assertThat(pValue(log, new RandomPoints(log, seed, false), x -> x / 0.1))
                    .isLessThan(1e-9);
        }
    }

    @Test
    void categories_are_drawn_by_their_probabilities_also_under_conditions() {
        SearchSpace space = SearchSpace.builder()
                .add(FloatParameter.of("x", 0, 1, Scale.LINEAR))
                .add(new CategoricalParameter(
                        "o", List.of("adam", "sgd"), List.of(0.7, 0.3), Optional.empty(), Optional.empty()))
                .add(new BoolParameter("nesterov", Optional.empty(), Optional.of(Condition.oneOf("o", "sgd"))))
                .build();
        for (PointSource source : List.of(new RandomPoints(space, 5, false), new SobolPoints(space, 5, false))) {
            List<PointSource.Found> points = draw(source, 4_000);
            Map<Object, Integer> counts = new HashMap<>();
            points.forEach(point ->
                    counts.merge(point.assignment().values().getOrDefault("nesterov", "adam"), 1, Integer::sum));
            assertThat(counts.getOrDefault("adam", 0) / 4e3).isCloseTo(0.7, within(0.03));
            assertThat(counts.getOrDefault(true, 0) / 4e3).isCloseTo(0.15, within(0.03));
            assertThat(counts.getOrDefault(false, 0) / 4e3).isCloseTo(0.15, within(0.03));
        }
    }

    @Test
    void a_trial_has_its_point_whoever_asked_before() {
        SearchSpace space = SearchSpace.builder()
                .add(FloatParameter.of("x", 0, 1, Scale.LINEAR))
                .build();
        for (PointSource source : List.of(new RandomPoints(space, 5, false), new SobolPoints(space, 5, false))) {
            assertThat(source.point(9, new Taken())).isEqualTo(draw(source, 9).get(8));
        }
    }

    @Test
    void a_sobol_point_that_cannot_be_used_leaves_the_others_where_they_were() {
        SearchSpace.Builder builder = SearchSpace.builder().add(FloatParameter.of("x", 0, 1, Scale.LINEAR));
        SearchSpace free = builder.build();
        SearchSpace bound = builder.constrain(new Constraint(
                        "x < 0.5", Set.of("x"), values -> (Double) Objects.requireNonNull(values.get("x")) < 0.5))
                .build();
        List<PointSource.Found> all = draw(new SobolPoints(free, 3, false), 64);
        List<PointSource.Found> low = draw(new SobolPoints(bound, 3, false), 64);
        int kept = 0;
        for (int i = 0; i < 64; i++) {
            boolean fits = (Double) Objects.requireNonNull(
                            all.get(i).assignment().values().get("x"))
                    < 0.5;
            kept += fits ? 1 : 0;
            assertThat(low.get(i).equals(all.get(i))).isEqualTo(fits);
            assertThat(low.get(i).origin())
                    .isEqualTo(fits ? "sobol" : "random, as the sobol point violates a constraint");
        }
        assertThat(kept).isEqualTo(32);
    }

    @Test
    void hopeless_constraints_say_which_one_fails_most() {
        SearchSpace space = SearchSpace.builder()
                .add(FloatParameter.of("x", 0, 1, Scale.LINEAR))
                .constrain(new Constraint("x > 2", Set.of("x"), values -> false))
                .build();
        assertThat(new RandomPoints(space, 1, false).point(1, new Taken()))
                .isEqualTo(new PointSource.None("no assignment satisfying the constraints was found in 10,000 draws:"
                        + " in 10,000 of them constraint \"x > 2\" does not hold"));
    }

    @Test
    void the_last_points_of_a_small_space_are_found_and_then_it_says_that_all_are_done() {
        SearchSpace space = SearchSpace.builder()
                .add(IntParameter.of("n", 1, 5_000, Scale.LOG))
                .constrain(new Constraint(
                        "n % 2 == 0", Set.of("n"), values -> (Long) Objects.requireNonNull(values.get("n")) % 2 == 0))
                .build();
        RandomPoints source = new RandomPoints(space, 2, false);
        Taken taken = new Taken();
        Set<Assignment> all = new HashSet<>();
        GridPoints grid = new GridPoints(space, GRID, 1);
        for (int trial = 1; trial < 2_500; trial++) {
            if (grid.point(trial, taken) instanceof PointSource.Found found) {
                taken.add(found.assignment());
                all.add(found.assignment());
            }
        }
        assertThat(all).hasSize(2_499);
        PointSource.Found last = (PointSource.Found) source.point(2_500, taken);
        assertThat(all.add(last.assignment())).isTrue();
        taken.add(last.assignment());
        assertThat(source.point(2_501, taken))
                .isEqualTo(new PointSource.None(
                        "all 2,500 points of the space that satisfy the constraints were proposed"));
    }

    @Test
    void a_grid_has_its_ends_and_round_numbers_between() {
        SearchSpace space = SearchSpace.builder()
                .add(FloatParameter.of("lr", 1e-5, 0.1, Scale.LOG))
                .build();
        PointSource grid = new GridPoints(space, new GridPoints.Settings(Map.of("lr", 5), 10, false, false), 1);
        List<PointSource.Found> points = draw(grid, 9);
        assertThat(values(points, "lr")).containsExactly(1e-5, 1e-4, 1e-3, 1e-2, 0.1);
        assertThat(points.get(2).origin()).isEqualTo("grid 3/5");
        assertThat(grid.point(6, taken(points)))
                .isEqualTo(new PointSource.None("all 5 points of the grid were proposed"));
    }

    private static Taken taken(List<PointSource.Found> points) {
        Taken taken = new Taken();
        points.forEach(point -> taken.add(point.assignment()));
        return taken;
    }

    @Test
    void counts_thin_ints_and_steps_and_snap_to_them() {
        SearchSpace space = SearchSpace.builder()
                .add(IntParameter.of("n", 16, 256, Scale.LOG))
                .add(new FloatParameter(
                        "d", 0, 1, Scale.LINEAR, OptionalDouble.of(0.25), OptionalDouble.empty(), Optional.empty()))
                .build();
        GridPoints.Settings settings = new GridPoints.Settings(Map.of("n", 5, "d", 2), 10, false, false);
        List<PointSource.Found> points = draw(new GridPoints(space, settings, 1), 99);
        assertThat(points).hasSize(10);
        assertThat(new HashSet<>(values(points, "n"))).containsExactlyInAnyOrder(16L, 32L, 64L, 128L, 256L);
        assertThat(new HashSet<>(values(points, "d"))).containsExactlyInAnyOrder(0.0, 1.0);
        // without counts, all values of both
        assertThat(new GridPoints(space, GRID, 1).size()).isEqualTo(241 * 5);
    }

    @Test
    void a_grid_larger_than_any_memory_is_walked_lazily() {
        SearchSpace.Builder builder = SearchSpace.builder();
        for (int i = 0; i < 100; i++) {
            builder.add(FloatParameter.of("x" + i, 0, 1, Scale.LINEAR));
        }
        GridPoints ordered = new GridPoints(builder.build(), GRID, 1);
        assertThat(ordered.size()).isEqualTo(Long.MAX_VALUE);
        assertThat(draw(ordered, 25))
                .hasSize(25)
                .allMatch(point -> point.origin().startsWith("grid "));
        GridPoints shuffled = new GridPoints(builder.build(), new GridPoints.Settings(Map.of(), 10, true, false), 1);
        List<Object> last = values(draw(shuffled, 25), "x99");
        assertThat(new HashSet<>(last)).hasSizeGreaterThan(5);
    }

    @Test
    void a_grid_gives_up_where_a_million_points_violate_the_constraints() {
        SearchSpace space = SearchSpace.builder()
                .add(IntParameter.of("n", 1, 2_000_000, Scale.LINEAR))
                .constrain(new Constraint(
                        "n > 1500000",
                        Set.of("n"),
                        values -> (Long) Objects.requireNonNull(values.get("n")) > 1_500_000))
                .build();
        GridPoints grid = new GridPoints(space, GRID, 1);
        PointSource.Result first = grid.point(1, new Taken());
        assertThat(first)
                .isEqualTo(new PointSource.None(
                        "no further point of the grid was found: 1,000,000 of its points violate the constraints"));
        assertThat(grid.point(1, new Taken())).isEqualTo(first);
    }

    @Test
    void with_repeats_a_grid_goes_round_and_random_draws_never_end() {
        SearchSpace space = SearchSpace.builder()
                .add(IntParameter.of("n", 1, 3, Scale.LINEAR))
                .build();
        GridPoints grid = new GridPoints(space, new GridPoints.Settings(Map.of(), 10, false, true), 1);
        assertThat(values(draw(grid, 7), "n")).containsExactly(1L, 2L, 3L, 1L, 2L, 3L, 1L);
        assertThat(draw(new RandomPoints(space, 1, true), 50)).hasSize(50);
        assertThat(draw(new SobolPoints(space, 1, true), 50))
                .hasSize(50)
                .allMatch(p -> p.origin().equals("sobol"));
    }
}
