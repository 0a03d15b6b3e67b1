package org.attune.search.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SobolSequenceTest {

    @Test
    void every_block_of_two_to_the_m_points_has_one_in_each_of_as_many_slices_in_every_dimension() {
        SobolSequence sequence = new SobolSequence(1_000, 5);
        for (int m : new int[] {1, 4, 8}) {
            int size = 1 << m;
            int[][] hits = new int[sequence.dimensions()][size];
            for (int index = 3 * size; index < 4 * size; index++) {
                double[] point = sequence.point(index);
                for (int i = 0; i < point.length; i++) {
                    assertThat(point[i]).isBetween(0.0, Math.nextDown(1.0));
                    hits[i][(int) (point[i] * size)]++;
                }
            }
            for (int[] dimension : hits) {
                assertThat(Arrays.stream(dimension)).allMatch(count -> count == 1);
            }
        }
    }

    @Test
    void the_first_two_dimensions_fill_every_elementary_box_once() {
        SobolSequence sequence = new SobolSequence(2, 9);
        for (int across = 0; across <= 8; across++) {
            int[] boxes = new int[256];
            for (int index = 0; index < 256; index++) {
                double[] point = sequence.point(index);
                int column = (int) (point[0] * (1 << across));
                int row = (int) (point[1] * (1 << (8 - across)));
                boxes[column << (8 - across) | row]++;
            }
            assertThat(Arrays.stream(boxes)).allMatch(count -> count == 1);
        }
    }

    @Test
    void it_covers_the_cube_more_evenly_than_chance() {
        for (int dimensions : new int[] {2, 5, 10}) {
            double sobol = 0;
            double random = 0;
            for (long seed = 1; seed <= 5; seed++) {
                SobolSequence sequence = new SobolSequence(dimensions, seed);
                RandomGenerator generator = Seeds.generator(seed);
                double[][] even = new double[256][];
                double[][] chance = new double[256][];
                for (int i = 0; i < even.length; i++) {
                    even[i] = sequence.point(i);
                    chance[i] = generator.doubles(dimensions).toArray();
                }
                sobol += discrepancy(even);
                random += discrepancy(chance);
            }
            assertThat(sobol).as("in %d dimensions", dimensions).isLessThan(random / 2);
        }
    }

    /** The square of the centred L2 discrepancy (Hickernell, 1998). */
    private static double discrepancy(double[][] points) {
        int n = points.length;
        double single = 0;
        double pairs = 0;
        for (double[] x : points) {
            double product = 1;
            for (double c : x) {
                double z = Math.abs(c - 0.5);
                product *= 1 + 0.5 * z - 0.5 * z * z;
            }
            single += product;
            for (double[] y : points) {
                double pair = 1;
                for (int i = 0; i < x.length; i++) {
                    pair *= 1 + 0.5 * Math.abs(x[i] - 0.5) + 0.5 * Math.abs(y[i] - 0.5) - 0.5 * Math.abs(x[i] - y[i]);
                }
                pairs += pair;
            }
        }
        return Math.pow(13.0 / 12.0, points[0].length) - 2.0 / n * single + pairs / ((double) n * n);
    }

    @Test
    void a_single_point_is_uniform_over_the_seeds() {
        int[] hits = new int[10];
        for (long seed = 0; seed < 1_000; seed++) {
            hits[(int) (new SobolSequence(1, seed).point(0)[0] * 10)]++;
        }
        // a count of 100 has a standard deviation of 9.5
        assertThat(Arrays.stream(hits)).allMatch(count -> count > 50 && count < 150);
    }

    @Test
    void a_point_depends_on_index_and_seed_alone() {
        SobolSequence sequence = new SobolSequence(3, 1);
        double[] later = sequence.point(1_000_000);
        assertThat(new SobolSequence(3, 1).point(1_000_000)).isEqualTo(later);
        assertThat(new SobolSequence(3, 2).point(1_000_000)).isNotEqualTo(later);
        assertThat(sequence.point(Integer.MAX_VALUE)).hasSize(3);
        assertThat(new SobolSequence(0, 1).point(4)).isEmpty();
    }

    @Test
    void what_does_not_exist_is_refused() {
        assertThatThrownBy(() -> new SobolSequence(1_001, 1)).hasMessageContaining("1001, expected 0 to 1000");
        assertThatThrownBy(() -> new SobolSequence(1, 1).point(-1)).hasMessageContaining("-1, expected 0 or more");
    }
}
