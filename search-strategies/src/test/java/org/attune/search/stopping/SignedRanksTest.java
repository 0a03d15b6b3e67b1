package org.attune.search.stopping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apache.commons.math3.stat.inference.WilcoxonSignedRankTest;
import org.attune.search.property.Property;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SignedRanksTest {

    @Test
    void differences_that_are_all_positive_have_the_chance_of_all_coins_falling_alike() {
        assertThat(SignedRanks.chance(new double[] {1})).isEqualTo(0.5);
        assertThat(SignedRanks.chance(new double[] {1, 2, 3, 4})).isEqualTo(1 / 16.0);
        assertThat(SignedRanks.chance(new double[] {7, 7, 7, 7, 7})).isEqualTo(1 / 32.0);
        assertThat(SignedRanks.chance(new double[] {-1, -2, -3, -4})).isEqualTo(1);
        assertThat(SignedRanks.chance(new double[] {0, 0, 0})).isEqualTo(1);
        assertThat(SignedRanks.chance(new double[] {})).isEqualTo(1);
    }

    @Test
    void the_heights_of_crossed_and_self_fertilised_plants_differ_as_in_the_literature() {
        // Darwin's maize, the example of most texts: rank sum 96, p = 0.0206298828125
        double[] plants = {6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75};
        assertThat(SignedRanks.chance(plants)).isEqualTo(0.0206298828125);
    }

    @Test
    void without_ties_it_is_half_the_exact_two_sided_chance() {
        Property.holds(200, random -> {
            double[] differences = random.doubles(2 + random.nextInt(9), -1, 2).toArray();
            double[] zeros = new double[differences.length];
            double twoSided = new WilcoxonSignedRankTest().wilcoxonSignedRankTest(differences, zeros, true);
            double[] negative = Arrays.stream(differences).map(d -> -d).toArray();
            double smaller = Math.min(SignedRanks.chance(differences), SignedRanks.chance(negative));
            assertThat(smaller).isCloseTo(twoSided / 2, within(1e-12));
        });
    }

    @Test
    void with_ties_and_zeros_it_is_the_share_of_all_choices_of_signs() {
        Property.holds(200, random -> {
            double[] differences = random.ints(1 + random.nextInt(10), -3, 5)
                    .mapToDouble(i -> random.nextInt(30) == 0 ? i * Double.POSITIVE_INFINITY : i)
                    .map(d -> Double.isNaN(d) ? 0 : d)
                    .toArray();
            assertThat(SignedRanks.chance(differences)).isCloseTo(byCounting(differences), within(1e-12));
        });
    }

    /** Ranks by comparing all with all, and every choice of signs of what is not zero. */
    static double byCounting(double[] differences) {
        double[] moving = Arrays.stream(differences).filter(d -> d != 0).toArray();
        double[] ranks = new double[moving.length];
        for (int i = 0; i < moving.length; i++) {
            double size = Math.abs(moving[i]);
            long below =
                    Arrays.stream(differences).filter(d -> Math.abs(d) < size).count();
            long same =
                    Arrays.stream(differences).filter(d -> Math.abs(d) == size).count();
            ranks[i] = below + (same + 1) / 2.0;
        }
        double above = 0;
        for (int i = 0; i < moving.length; i++) {
            above += moving[i] > 0 ? ranks[i] : 0;
        }
        int asMuch = 0;
        for (int signs = 0; signs < 1 << moving.length; signs++) {
            double sum = 0;
            for (int i = 0; i < moving.length; i++) {
                sum += (signs >> i & 1) == 1 ? ranks[i] : 0;
            }
            asMuch += sum >= above - 1e-9 ? 1 : 0;
        }
        return asMuch / (double) (1 << moving.length);
    }

    @Test
    void many_differences_go_on_where_the_exact_chance_ends() {
        Property.holds(50, random -> {
            double[] fifty = random.doubles(SignedRanks.MOST_EXACT, -1, 1.4).toArray();
            double exact = SignedRanks.chance(fifty);
            // one more that hardly moves the sum: the smallest rank
            double[] more = Arrays.copyOf(fifty, fifty.length + 1);
            more[fifty.length] = 1e-9;
            assertThat(SignedRanks.chance(more)).isCloseTo(exact, within(0.015));
        });
    }
}
