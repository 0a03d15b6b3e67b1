package org.attune.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class NumbersTest {

    @Test
    void a_percentile_is_a_value_that_was_measured() {
        double[] values = {4, 1, 3, 2};

        assertThat(Numbers.median(values)).isEqualTo(2);
        assertThat(Numbers.percentile(values, 0.95)).isEqualTo(4);
        assertThat(Numbers.percentile(values, 0.01)).isEqualTo(1);
        assertThat(Numbers.percentile(new double[0], 0.5)).isNaN();
        assertThat(values).containsExactly(4, 1, 3, 2);
    }

    @Test
    void numbers_are_shown_with_three_digits_or_grouped() {
        assertThat(Numbers.show(1234567.8)).isEqualTo("1,234,568");
        assertThat(Numbers.show(12.345)).isEqualTo("12.3");
        assertThat(Numbers.show(1.234)).isEqualTo("1.23");
        assertThat(Numbers.show(20)).isEqualTo("20");
        assertThat(Numbers.show(Double.NaN)).isEqualTo("–");
    }

    @Test
    void what_could_not_be_measured_meets_no_aim() {
        assertThat(Aim.atMost(20, "ms").met(Double.NaN)).isFalse();
        assertThat(Aim.atLeast(20, "ms").met(Double.NaN)).isFalse();
        assertThat(Aim.atMost(20, "ms").met(20)).isTrue();
    }
}
