package org.attune.benchmarks.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StandingsTest {

    static SearchTask task(String name, String family) {
        SearchSpace space = SearchSpace.builder()
                .add(FloatParameter.of("x", 0, 1, Scale.LINEAR))
                .build();
        return new SearchTask(
                name,
                family,
                space,
                4,
                new Regret(0, 10),
                values -> (Double) values.getOrDefault("x", 0.0),
                Optional.empty(),
                List.of());
    }

    static Run run(String optimiser, String task, int seed, double... values) {
        return new Run(optimiser, "1", task, seed, 4, Double.NaN, Double.NaN, values);
    }

    @Test
    void regret_is_read_at_shares_of_the_budget_and_is_1_while_every_trial_has_failed() {
        SearchTask task = task("t", "f");
        Standings standings = new Standings(List.of(task), List.of(run("a", "t", 0, Double.NaN, 4, 20, -3)));

        assertThat(standings.regrets("a", task, 0.25)).containsExactly(1);
        assertThat(standings.regrets("a", task, 0.5)).containsExactly(0.4);
        assertThat(standings.regrets("a", task, 0.75)).containsExactly(0.4);
        assertThat(standings.regrets("a", task, 1)).containsExactly(0);
    }

    @Test
    void a_mean_weighs_tasks_alike_whatever_their_seeds() {
        SearchTask one = task("one", "f");
        SearchTask two = task("two", "g");
        Standings standings = new Standings(
                List.of(one, two),
                List.of(run("a", "one", 0, 2), run("a", "one", 1, 4), run("a", "two", 0, 9), run("b", "one", 0, 1)));

        assertThat(standings.regret("a", 1)).isCloseTo((0.3 + 0.9) / 2, within(1e-12));
        assertThat(standings.familyRegret("a", "g", 1)).isCloseTo(0.9, within(1e-12));
        assertThat(standings.seeds("a")).isEqualTo("1–2");
        assertThat(standings.optimisers()).as("b lacks a task").containsExactly("a");
    }

    @Test
    void the_rank_is_the_mean_over_all_ways_to_draw_one_run_of_each() {
        double[][] values = {{1, 5}, {5, 7, 2}, {3}};
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            for (int seed = 0; seed < values[i].length; seed++) {
                runs.add(run("abc".substring(i, i + 1), "t", seed, values[i][seed]));
            }
        }
        double[] sums = new double[3];
        int draws = 0;
        for (double a : values[0]) {
            for (double b : values[1]) {
                double[] drawn = {a, b, values[2][0]};
                draws++;
                for (int i = 0; i < 3; i++) {
                    sums[i] += 1;
                    for (int j = 0; j < 3; j++) {
                        sums[i] += i == j ? 0 : drawn[j] < drawn[i] ? 1 : drawn[j] == drawn[i] ? 0.5 : 0;
                    }
                }
            }
        }
        Standings standings = new Standings(List.of(task("t", "f")), runs);

        assertThat(standings.rank("a", List.of("a", "b", "c"))).isCloseTo(sums[0] / draws, within(1e-12));
        assertThat(standings.rank("b", List.of("a", "b", "c"))).isCloseTo(sums[1] / draws, within(1e-12));
        assertThat(standings.rank("c", List.of("a", "b", "c"))).isCloseTo(sums[2] / draws, within(1e-12));
        assertThat(standings.beats("a", "b")).isCloseTo(4.5 / 6, within(1e-12));
    }

    @Test
    void values_are_compared_as_they_are_recorded() {
        assertThat(run("a", "t", 0, 0.123456789, Double.NaN, 1e300).values())
                .containsExactly(0.1234568, Double.NaN, 1e300);
    }
}
