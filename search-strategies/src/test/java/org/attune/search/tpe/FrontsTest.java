package org.attune.search.tpe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.attune.search.strategy.Standing;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FrontsTest {

    private static List<Observation> observations(double[][] costs) {
        List<Observation> observations = new ArrayList<>();
        for (double[] each : costs) {
            Point point = new Point(new double[] {0.5}, new boolean[] {true});
            observations.add(new Observation(point, new Standing(Standing.Tier.SUCCEEDED, each[0], 0), each));
        }
        return observations;
    }

    private static List<Integer> best(double[][] costs, int wanted) {
        boolean[] best = Split.best(Fronts.ranked(observations(costs)), wanted);
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < best.length; i++) {
            if (best[i]) {
                places.add(i);
            }
        }
        return places;
    }

    @Test
    void what_nothing_dominates_comes_first() {
        double[][] costs = {{5, 5}, {1, 4}, {4, 1}, {2, 2}, {3, 3}, {6, 6}};
        assertThat(best(costs, 3)).containsExactly(1, 2, 3);
        assertThat(best(costs, 4)).containsExactly(1, 2, 3, 4);
        assertThat(best(costs, 5)).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void of_a_front_the_ends_come_first_and_then_what_is_far_from_others() {
        double[][] costs = {{1, 9}, {2, 8}, {3, 7}, {9, 1}, {6, 4}};
        double infinite = Double.NEGATIVE_INFINITY;
        assertThat(best(costs, 2)).containsExactly(0, 3);
        // dominated ones make no difference between places on the front but their number: 6, 4 lies among them
        double[][] crowded = {{1, 9}, {2, 8}, {3, 7}, {9, 1}, {6, 4}, {6.5, 4.5}, {7, 5}, {6.6, 4.6}};
        assertThat(best(crowded, 3)).containsExactly(0, 3, 4);
        assertThat(best(new double[][] {{infinite, 1}, {0, 0}, {1, infinite}, {2, 2}}, 3))
                .containsExactly(0, 1, 2);
    }

    @Test
    void a_single_objective_stays_as_it_is() {
        Point point = new Point(new double[] {0.5}, new boolean[] {true});
        List<Observation> one =
                List.of(new Observation(point, new Standing(Standing.Tier.SUCCEEDED, 3, 0), new double[0]));
        assertThat(Fronts.ranked(one)).isSameAs(one);
    }
}
