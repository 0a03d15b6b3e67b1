package org.attune.search.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StandardNormalTest {

    @Test
    void probabilities_agree_with_the_error_function_to_many_digits_also_in_the_lower_tail() {
        for (double x = -12; x <= 8; x += 0.0625) {
            double expected = Erf.erfc(-x / Math.sqrt(2)) / 2;
            assertThat(StandardNormal.cdf(x)).isCloseTo(expected, within(1e-8 * expected));
        }
        assertThat(StandardNormal.cdf(Double.NEGATIVE_INFINITY)).isZero();
        assertThat(StandardNormal.cdf(Double.POSITIVE_INFINITY)).isEqualTo(1);
        assertThat(StandardNormal.cdf(0)).isCloseTo(0.5, within(1e-15));
    }

    @Test
    void masses_keep_their_digits_in_both_tails() {
        assertThat(StandardNormal.mass(6, 7))
                .isEqualTo(StandardNormal.mass(-7, -6))
                .isPositive();
        assertThat(StandardNormal.mass(-1, 2)).isCloseTo(0.818594614120364, within(1e-14));
        assertThat(StandardNormal.mass(1, 1)).isZero();
    }

    @Test
    void quantiles_undo_probabilities() {
        for (double x = -8; x <= 5; x += 0.0625) {
            assertThat(StandardNormal.quantile(StandardNormal.cdf(x))).isCloseTo(x, within(1e-8));
        }
        assertThat(StandardNormal.quantile(0)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(StandardNormal.quantile(1)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(StandardNormal.quantile(0.975)).isCloseTo(1.959963984540054, within(1e-14));
    }
}
