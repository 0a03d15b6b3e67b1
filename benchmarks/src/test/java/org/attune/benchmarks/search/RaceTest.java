package org.attune.benchmarks.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RaceTest {

    private static final int STEPS = 27;
    private static final Race.Finish FIFTY = new Race.Finish(Double.POSITIVE_INFINITY, 50);

    /** Curves that fall towards their parameter and never cross; a step takes a second; above 0.95 they diverge. */
    private static SearchTask task() {
        SearchSpace space = SearchSpace.builder()
                .add(FloatParameter.of("x", 0, 1, Scale.LINEAR))
                .build();
        Fidelity fidelity = new Fidelity() {
            @Override
            public int steps() {
                return STEPS;
            }

            @Override
            public Course course(Map<String, Object> values) {
                double x = (Double) values.getOrDefault("x", 0.0);
                return step -> new Report(x > 0.95 && step > 2 ? Double.NaN : x + 1.0 / step, step);
            }
        };
        return new SearchTask(
                "curves",
                "curves",
                space,
                50,
                new Regret(0, 2),
                values -> fidelity.course(values).at(STEPS).value(),
                Optional.of(fidelity),
                List.of());
    }

    private static Race.Result race(String racer, int seed, int workers, Race.Finish finish) {
        return Race.run(Racer.parse(racer), task(), seed, workers, finish);
    }

    @Test
    void whole_trials_on_one_worker_find_what_a_sequential_run_finds_and_take_its_time() {
        double[] values =
                Sequential.run(Contestant.parse("random"), task(), 3, "now").values();
        Race.Result race = race("random", 3, 1, FIFTY);

        long failed = Arrays.stream(values).filter(Double::isNaN).count();
        assertThat(failed).isPositive();
        assertThat(race.begun()).isEqualTo(50);
        // a trial that diverges is over at its next report, after step 3
        assertThat(race.end()).isCloseTo((50.0 - failed) * STEPS + failed * 3.0, within(1e-9));
        double best = Arrays.stream(values).filter(Double::isFinite).min().orElseThrow();
        assertThat(race.at(race.end())).isCloseTo(best / 2, within(1e-6));
        assertThat(race.at(0)).isEqualTo(1);
        assertThat(race.bestLost()).isFalse();
    }

    @Test
    void eight_workers_take_about_an_eighth_of_the_time() {
        double one = race("random", 3, 1, FIFTY).end();

        assertThat(race("random", 3, 8, FIFTY).end()).isBetween(one / 8, one / 8 + 2 * STEPS);
    }

    @Test
    void rules_begin_more_trials_in_the_same_time_and_do_not_lose_the_best_where_curves_do_not_cross() {
        Race.Result whole = race("random", 3, 8, FIFTY);
        Race.Finish same = new Race.Finish(whole.end(), Integer.MAX_VALUE);
        for (String racer : List.of("random/asha", "random/asha+mode=promote", "random/hyperband", "random/median")) {
            Race.Result race = race(racer, 3, 8, same);
            assertThat(race.begun()).as(racer).isGreaterThan(60);
            assertThat(race.end()).as(racer).isLessThanOrEqualTo(whole.end());
            assertThat(race.at(race.end())).as(racer).isLessThan(whole.at(whole.end()) + 0.02);
        }
        assertThat(race("random/asha", 3, 8, same).bestLost()).isFalse();
    }

    @Test
    void paused_trials_are_promoted_to_their_end() {
        Race.Result race = race("random/asha+mode=promote", 3, 4, FIFTY);

        assertThat(race.times()).isNotEmpty();
        assertThat(race.at(race.end())).isLessThan(0.1);
        assertThat(race.end()).isLessThan(race("random", 3, 4, FIFTY).end());
    }

    @Test
    void the_same_seed_gives_the_same_race() {
        for (String racer : List.of("tpe/asha", "tpe/asha+mode=promote")) {
            Race.Result race = race(racer, 3, 8, FIFTY);
            Race.Result again = race(racer, 3, 8, FIFTY);
            assertThat(again.times()).containsExactly(race.times());
            assertThat(again.regrets()).containsExactly(race.regrets());
        }
    }

    @Test
    void a_mean_over_races_is_reached_when_its_last_part_is() {
        Race.Result one = new Race.Result(new double[] {1, 5}, new double[] {0.4, 0.2}, 9, 1, false);
        Race.Result two = new Race.Result(new double[] {3}, new double[] {0.6}, 9, 1, false);

        assertThat(FidelityPage.reaches(List.of(one, two), 0.5, 9)).isEqualTo(3);
        assertThat(FidelityPage.reaches(List.of(one, two), 0.4, 9)).isEqualTo(5);
        assertThat(FidelityPage.reaches(List.of(one, two), 0.4, 4)).isInfinite();
        assertThat(FidelityPage.reaches(List.of(one, two), 0.3, 9)).isInfinite();
    }
}
