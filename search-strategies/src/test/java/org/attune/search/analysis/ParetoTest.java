package org.attune.search.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.attune.search.property.Property;
import org.attune.search.space.Canonical;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;
import org.attune.search.space.UnitCube;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.Outcome;
import org.attune.search.strategy.TrialRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ParetoTest {

    /** Points on a coarse lattice, so that equal and partly equal ones are frequent; some hold NaN or an infinity. */
    static double[][] points(RandomGenerator random, int most, int objectives) {
        double[][] points = new double[random.nextInt(most)][objectives];
        int lattice = 2 + random.nextInt(30);
        for (double[] point : points) {
            for (int j = 0; j < objectives; j++) {
                int odd = random.nextInt(200);
                double value = (random.nextInt(lattice) - lattice / 2) / 7.0;
                point[j] = odd == 0
                        ? Double.NaN
                        : odd == 1
                                ? Double.NEGATIVE_INFINITY
                                : odd == 2 ? Double.POSITIVE_INFINITY : value == 0 ? -0.0 : value;
            }
        }
        return points;
    }

    private static int[] ranksByDefinition(double[][] points) {
        int[] ranks = new int[points.length];
        Arrays.fill(ranks, Pareto.NO_FRONT);
        for (int rank = 0, left = 1; left > 0; rank++) {
            left = 0;
            int[] before = ranks.clone();
            for (int i = 0; i < points.length; i++) {
                if (before[i] != Pareto.NO_FRONT || Arrays.stream(points[i]).anyMatch(Double::isNaN)) {
                    continue;
                }
                boolean dominated = false;
                for (int k = 0; k < points.length; k++) {
                    dominated |= before[k] == Pareto.NO_FRONT
                            && k != i
                            && Pareto.dominates(points[k], points[i])
                            && Arrays.stream(points[k]).noneMatch(Double::isNaN);
                }
                if (!dominated) {
                    ranks[i] = rank;
                    left++;
                }
            }
        }
        return ranks;
    }

    @Test
    void fronts_are_those_of_the_definition() {
        Property.holds(400, random -> {
            double[][] points = points(random, 60, 1 + random.nextInt(5));
            int[] ranks = Pareto.ranks(points);
            assertThat(ranks).isEqualTo(ranksByDefinition(points));
            int[] first =
                    IntStream.range(0, ranks.length).filter(i -> ranks[i] == 0).toArray();
            assertThat(Pareto.front(points)).isEqualTo(first);
        });
    }

    @Test
    void equal_points_share_a_front() {
        assertThat(Pareto.ranks(new double[][] {{1, 2}, {1, 2}, {2, 2}, {0, 3}, {Double.NaN, 0}}))
                .containsExactly(0, 0, 1, 0, Pareto.NO_FRONT);
    }

    @Test
    void goals_turn_values_and_only_trials_that_succeeded_count() {
        SearchSpace space = SearchSpace.builder()
                .add(FloatParameter.of("x", 0, 1, Scale.LINEAR))
                .build();
        var at = ((Canonical.Valid) new UnitCube(space).decode(new double[] {0.5})).assignment();
        double[][] points = Pareto.minimised(
                List.of(
                        TrialRecord.succeeded(1, at, 0.9, 20),
                        new TrialRecord(2, at, Outcome.PRUNED, List.of(0.95, 10.0)),
                        TrialRecord.failed(3, at),
                        new TrialRecord(4, at, Outcome.INFEASIBLE, List.of(0.99, 1.0))),
                List.of(Goal.MAXIMIZE, Goal.MINIMIZE));
        assertThat(points[0]).containsExactly(-0.9, 20);
        assertThat(Pareto.ranks(points)).containsExactly(0, -1, -1, -1);
    }

    @Test
    void ten_thousand_points_of_which_none_dominates_another_are_one_front() {
        double[][] points = new double[10_000][];
        for (int i = 0; i < points.length; i++) {
            double x = (i * 7_919 % 10_000) / 10_000.0;
            double y = (i * 104_729L % 10_000) / 10_000.0;
            points[i] = new double[] {x, y, 2 - x - y};
        }
        assertThat(Pareto.front(points)).hasSize(10_000);
        assertThat(Pareto.ranks(points)).containsOnly(0);
    }
}
