package org.attune.search.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FadingTest {

    @Test
    void exponentials_have_nine_digits_as_far_as_they_go() {
        for (double x = 0; x < Fading.NOTHING_FROM; x += 0.000_37) {
            double expected = Math.exp(-x);
            assertThat(Fading.exp(x)).isCloseTo(expected, within(3e-10 * expected));
        }
        assertThat(Fading.exp(0)).isEqualTo(1);
        assertThat(Fading.exp(Math.nextDown(Fading.NOTHING_FROM))).isPositive();
        assertThat(Fading.exp(Fading.NOTHING_FROM)).isZero();
        assertThat(Fading.exp(Double.POSITIVE_INFINITY)).isZero();
    }
}
