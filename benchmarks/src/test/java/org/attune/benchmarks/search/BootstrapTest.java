package org.attune.benchmarks.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.attune.search.math.Seeds;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BootstrapTest {

    private static final int DRAWS = 2_000;

    /** Optimisers a and b, where b's value on each task and seed is a's and some more. */
    private static Standings standings(int tasks, double more, double noise) {
        RandomGenerator random = Seeds.generator(5);
        List<SearchTask> all = new ArrayList<>();
        List<Run> runs = new ArrayList<>();
        for (int t = 0; t < tasks; t++) {
            SearchTask task = StandingsTest.task("t" + t, "f");
            all.add(task);
            for (int seed = 0; seed < 8; seed++) {
                double value = 2 + 4 * random.nextDouble();
                runs.add(StandingsTest.run("a", task.name(), seed, value));
                runs.add(StandingsTest.run("b", task.name(), seed, value + more + noise * (random.nextDouble() - 0.5)));
            }
        }
        return new Standings(all, runs);
    }

    @Test
    void a_constant_difference_between_paired_runs_has_no_width() {
        Bootstrap.Interval interval =
                new Bootstrap(standings(6, 0.5, 0), List.of("a", "b"), DRAWS).regretDifference("b", "a");

        assertThat(interval.value()).isCloseTo(0.05, within(1e-6));
        assertThat(interval.low()).isCloseTo(0.05, within(1e-6));
        assertThat(interval.high()).isCloseTo(0.05, within(1e-6));
        assertThat(interval.excludesZero()).isTrue();
    }

    @Test
    void runs_that_are_not_paired_leave_the_spread_of_their_seeds() {
        Bootstrap.Interval interval =
                new Bootstrap(standings(6, 0.5, 0), List.of("a"), DRAWS).regretDifference("b", "a");

        assertThat(interval.low()).isLessThan(0.03);
        assertThat(interval.high()).isGreaterThan(0.07);
    }

    @Test
    void the_width_is_that_of_the_spread_between_independent_tasks() {
        int tasks = 40;
        Standings standings = standings(tasks, 0, 4);
        Bootstrap.Interval interval = new Bootstrap(standings, List.of("a", "b"), DRAWS).regretDifference("b", "a");
        // uniform noise of width 0.4 in regret: drawing runs again doubles the variance of a task's mean
        double deviation = 0.4 / Math.sqrt(12) * Math.sqrt(2.0 / 8 / tasks);

        assertThat(interval.high() - interval.low()).isCloseTo(2 * 1.96 * deviation, within(0.8 * deviation));
    }

    @Test
    void ranks_of_a_field_lie_between_1_and_its_size_and_the_better_one_is_ahead() {
        Standings standings = standings(10, 3, 1);
        Bootstrap bootstrap = new Bootstrap(standings, List.of("a", "b"), DRAWS);
        List<String> field = List.of("a", "b");
        Bootstrap.Interval rank = bootstrap.rank("a", field);

        assertThat(rank.value()).isBetween(1.0, 1.5);
        assertThat(rank.low()).isLessThanOrEqualTo(rank.value());
        assertThat(rank.high()).isGreaterThanOrEqualTo(rank.value());
        assertThat(bootstrap.rankDifference("a", "b", field).high()).isNegative();
        assertThat(bootstrap.rankDifference("a", "b", field).value())
                .isCloseTo(-bootstrap.rankDifference("b", "a", field).value(), within(1e-12));
    }
}
