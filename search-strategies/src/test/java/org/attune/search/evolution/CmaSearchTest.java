package org.attune.search.evolution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.attune.search.math.Seeds;
import org.attune.search.property.Property;
import org.attune.search.space.Assignment;
import org.attune.search.space.CategoricalParameter;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.IntParameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Proposal;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.TrialRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CmaSearchTest {

    private static final int DIMENSIONS = 5;
    /** 4 + 3 ln 5, rounded down. */
    private static final int POPULATION = 8;

    private static final SearchSpace NUMBERS = numbers();
    private static final SearchSpace MIXED = SearchSpace.builder()
            .add(FloatParameter.of("x", 0, 1, Scale.LINEAR))
            .add(IntParameter.of("n", 0, 10, Scale.LINEAR))
            .add(CategoricalParameter.of("c", List.of("a", "b", "d")))
            .build();

    private record Played(List<TrialRecord> trials, List<String> origins) {

        double best() {
            return trials.stream()
                    .mapToDouble(each -> each.objectives().get(0))
                    .min()
                    .orElseThrow();
        }

        List<Assignment> points() {
            return trials.stream().map(TrialRecord::assignment).toList();
        }

        long count(String origin) {
            return origins.stream().filter(each -> each.contains(origin)).count();
        }
    }

    private static SearchSpace numbers() {
        SearchSpace.Builder builder = SearchSpace.builder();
        for (int i = 0; i < DIMENSIONS; i++) {
            builder.add(FloatParameter.of("x" + i, 0, 1, Scale.LINEAR));
        }
        return builder.build();
    }

    private static CmaSearch cma(SearchSpace space, Goal goal, long seed) {
        return new CmaSearch(SearchProblem.of(space, List.of(goal), seed), new CmaSettings(10, 0, true));
    }

    private static Played play(CmaSearch strategy, int trials, ToDoubleFunction<Assignment> value) {
        Played played = new Played(new ArrayList<>(), new ArrayList<>());
        for (int number = 1; number <= trials; number++) {
            Proposal next = strategy.propose(new History(number, played.trials()), 1)
                    .proposals()
                    .get(0);
            played.origins().add(next.origin());
            played.trials()
                    .add(TrialRecord.succeeded(number, next.assignment(), value.applyAsDouble(next.assignment())));
        }
        return played;
    }

    private static double number(Assignment at, String name) {
        return ((Number) at.values().get(name)).doubleValue();
    }

    /** How far a point is from (0.3, 0.35, 0.4, …), by dimension. */
    private static double[] offset(Assignment at) {
        double[] offset = new double[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) {
            offset[i] = number(at, "x" + i) - 0.3 - 0.05 * i;
        }
        return offset;
    }

    private static double sphere(Assignment at) {
        double sum = 0;
        for (double each : offset(at)) {
            sum += each * each;
        }
        return sum;
    }

    /** An ellipsoid whose axes, 1 to 100 long, lie across the dimensions: reflected at the diagonal in two planes. */
    private static double ellipsoid(Assignment at) {
        double[] offset = offset(at);
        double[][] mirrors = {{1, 1, 1, 1, 1}, {1, -2, 0.5, 3, -1}};
        for (double[] mirror : mirrors) {
            double along = 0;
            double square = 0;
            for (int i = 0; i < DIMENSIONS; i++) {
                along += mirror[i] * offset[i];
                square += mirror[i] * mirror[i];
            }
            for (int i = 0; i < DIMENSIONS; i++) {
                offset[i] -= 2 * along / square * mirror[i];
            }
        }
        double sum = 0;
        for (int i = 0; i < DIMENSIONS; i++) {
            sum += Math.pow(10, 4.0 * i / (DIMENSIONS - 1)) * offset[i] * offset[i];
        }
        return sum;
    }

    @Test
    void a_sphere_is_solved_to_1e_8_in_700_trials() {
        for (long seed = 0; seed < 5; seed++) {
            assertThat(play(cma(NUMBERS, Goal.MINIMIZE, seed), 700, CmaSearchTest::sphere)
                            .best())
                    .as("seed %d", seed)
                    .isLessThan(1e-8);
        }
    }

    @Test
    void a_rotated_ellipsoid_of_condition_ten_thousand_is_solved_to_1e_8_in_1500_trials() {
        for (long seed = 0; seed < 3; seed++) {
            assertThat(play(cma(NUMBERS, Goal.MINIMIZE, seed), 1_500, CmaSearchTest::ellipsoid)
                            .best())
                    .as("seed %d", seed)
                    .isLessThan(1e-8);
        }
    }

    @Test
    void only_the_order_of_values_counts() {
        List<Assignment> plain =
                play(cma(NUMBERS, Goal.MINIMIZE, 3), 200, CmaSearchTest::sphere).points();
        List<DoubleUnaryOperator> growing = List.of(Math::log, value -> 7e5 * value - 3, value -> value * value);
        for (DoubleUnaryOperator each : growing) {
            assertThat(play(cma(NUMBERS, Goal.MINIMIZE, 3), 200, at -> each.applyAsDouble(sphere(at)))
                            .points())
                    .isEqualTo(plain);
        }
        assertThat(play(cma(NUMBERS, Goal.MAXIMIZE, 3), 200, at -> -sphere(at)).points())
                .isEqualTo(plain);
    }

    @Test
    void proposals_depend_on_the_history_alone_whatever_the_order_of_results() {
        Property.holds(4, random -> {
            CmaSearch old = cma(MIXED, Goal.MINIMIZE, 8);
            List<TrialRecord> ended = new ArrayList<>();
            List<TrialRecord> pending = new ArrayList<>();
            for (int number = 1; number <= 80; number++) {
                List<TrialRecord> told = new ArrayList<>(ended);
                told.addAll(pending);
                Proposal next =
                        old.propose(new History(number, told), 1).proposals().get(0);
                assertThat(cma(MIXED, Goal.MINIMIZE, 8)
                                .propose(new History(number, told), 1)
                                .proposals()
                                .get(0))
                        .isEqualTo(next);
                pending.add(TrialRecord.pending(number, next.assignment()));
                while (pending.size() > random.nextInt(6)) {
                    ended.add(finish(pending.remove(random.nextInt(pending.size())), random));
                }
            }
            // a history that is not what was seen before
            List<TrialRecord> other = ended.subList(3, 50);
            assertThat(old.propose(new History(81, other), 2))
                    .isEqualTo(cma(MIXED, Goal.MINIMIZE, 8).propose(new History(81, other), 2));
        });
    }

    private static TrialRecord finish(TrialRecord trial, RandomGenerator random) {
        return random.nextInt(8) == 0
                ? TrialRecord.failed(trial.number(), trial.assignment())
                : TrialRecord.succeeded(trial.number(), trial.assignment(), mixed(trial.assignment()));
    }

    private static double mixed(Assignment at) {
        double x = number(at, "x") - 0.4;
        return x * x
                + Math.abs(number(at, "n") - 3) / 10
                + ("b".equals(at.values().get("c")) ? 0 : 0.5);
    }

    @Test
    void a_search_that_stands_still_begins_again_with_twice_the_population() {
        // the same best value for 10 + 30 * 5 / 8 generations ends a run
        int generations = 10 + 30 * DIMENSIONS / POPULATION;
        int first = generations * POPULATION;
        Played played = play(cma(NUMBERS, Goal.MINIMIZE, 1), 10 + first + 5 * POPULATION, at -> 1);
        assertThat(played.count("run 1, ")).isEqualTo(first);
        assertThat(played.origins().get(10 + first)).contains("run 2, generation 1,");
        assertThat(played.count("run 2, generation 1,")).isEqualTo(2 * POPULATION);
        assertThat(played.count("run 2, generation 2,")).isEqualTo(2 * POPULATION);
    }

    @Test
    void a_search_that_has_converged_begins_again_elsewhere_and_leaves_a_poor_optimum() {
        // the wide valley ends at 0.1, the best value 0 lies in the narrow one
        ToDoubleFunction<Assignment> valleys = at -> {
            double wide = 0;
            double narrow = 0;
            for (int i = 0; i < 2; i++) {
                wide += Math.pow(number(at, "x" + i) - 0.2, 2);
                narrow += 8 * Math.pow(number(at, "x" + i) - 0.85, 2);
            }
            return Math.min(0.1 + wide, narrow);
        };
        SearchSpace plane = SearchSpace.builder()
                .add(FloatParameter.of("x0", 0, 1, Scale.LINEAR))
                .add(FloatParameter.of("x1", 0, 1, Scale.LINEAR))
                .build();
        int poor = 0;
        for (long seed = 0; seed < 4; seed++) {
            Played played = play(cma(plane, Goal.MINIMIZE, seed), 900, valleys);
            assertThat(played.count("run 2")).as("seed %d", seed).isPositive();
            double first = new Played(played.trials().subList(0, 200), List.of()).best();
            poor += first > 0.09 ? 1 : 0;
            assertThat(played.best()).as("seed %d", seed).isLessThan(1e-6);
        }
        assertThat(poor).as("seeds whose first run ended in the poor valley").isPositive();
    }

    @Test
    void values_with_levels_and_categories_never_die_out() {
        Played played = play(cma(MIXED, Goal.MINIMIZE, 2), 500, CmaSearchTest::mixed);
        assertThat(played.count("run 2"))
                .as("restarts, which would try everything again")
                .isZero();
        List<Assignment> late = played.points().subList(300, 500);
        assertThat(late.stream().filter(at -> number(at, "n") == 3).count()).isBetween(100L, 190L);
        assertThat(late.stream().filter(at -> "b".equals(at.values().get("c"))).count())
                .isBetween(100L, 190L);
    }

    @Test
    void odds_follow_the_better_values_and_none_falls_below_the_margin() {
        Odds odds = new Odds(new double[] {0.2, 0.5, 0.3}, 1);
        for (int i = 0; i < 200; i++) {
            odds.update(new int[] {2, 2, -1}, new double[] {0.5, 0.3, 0.2}, 0.3);
        }
        double margin = (1 - 0.73) / 2;
        assertThat(odds.of(0)).isGreaterThan(0.8 * margin).isEqualTo(odds.of(1));
        assertThat(odds.of(0) + odds.of(1) + odds.of(2)).isBetween(1 - 1e-12, 1 + 1e-12);
        int[] drawn = new int[3];
        RandomGenerator random = Seeds.generator(4);
        for (int i = 0; i < 10_000; i++) {
            drawn[odds.draw(random.nextDouble())]++;
        }
        for (int i = 0; i < 3; i++) {
            assertThat(drawn[i] / 1e4).isBetween(odds.of(i) - 0.02, odds.of(i) + 0.02);
        }
    }
}
