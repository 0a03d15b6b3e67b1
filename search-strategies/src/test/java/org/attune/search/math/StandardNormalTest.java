package org.attune.search.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StandardNormalTest {

    @Test
    void probabilities_agree_with_the_error_function_to_many_digits_also_in_the_lower_tail() {
        for (double x = -12; x <= 8; x += 0.0625) {
            double expected = Erf.erfc(-x / Math.sqrt(2)) / 2;
            assertThat(StandardNormal.cdf(x)).isCloseTo(expected, within(1e-12 * expected));
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

    /** z, ln(φ(z) + z Φ(z)) and ln Φ(z), computed with 40 digits and written with 30. */
    @ParameterizedTest
    @CsvSource({
        "-40, -808.29856835661996024093993245, -804.608442013753788166606832919",
        "-25, -319.861463581495954332415101927, -316.639408008020258935195763525",
        "-10, -55.5531220361223559271833481363, -53.2312851505124705783470273541",
        "-5, -16.7443011626609901432710095403, -15.0649983939887257360837047919",
        "-3, -7.86968605960302851711186577486, -6.60772622151034954327607708325",
        "-2, -4.76878352391711415688102977791, -3.78318433368203194883554748015",
        "-1.5, -3.52993592080570985147854539078, -2.7059444008238898069570566212",
        "-1.0, -2.48512102571264133675965879471, -1.84102164500926350577078307323",
        "-0.999, -2.48321711544758544119076622737, -1.83949691016477790610158489668",
        "-0.5, -1.62051626438731991926239935254, -1.17591176159361860887972909327",
        "0, -0.918938533204672741780329736406, -0.693147180559945309417232121458",
        "1, 0.0800262188493069400291608008234, -0.172753779023449889526483173521",
        "3, 1.0987396653277077726864512343, -0.00135080996474819379884111049052",
        "8, 2.07944154167983593768952437931, -6.22096057427178605853351850479e-16",
    })
    void logarithms_are_exact_far_out(double z, double logImprovement, double logDistribution) {
        assertThat(StandardNormal.logImprovement(z)).isCloseTo(logImprovement, within(tolerance(logImprovement)));
        assertThat(StandardNormal.logCdf(z)).isCloseTo(logDistribution, within(tolerance(logDistribution)));
    }

    private static double tolerance(double value) {
        return 2e-13 * Math.max(1, Math.abs(value));
    }

    @Test
    void shares_are_the_derivatives_of_the_logarithm() {
        for (double z = -40; z < 6; z += 0.37) {
            double step = 1e-4 * Math.max(1, Math.abs(z) / 10);
            double slope =
                    (StandardNormal.logImprovement(z + step) - StandardNormal.logImprovement(z - step)) / (2 * step);
            assertThat(StandardNormal.cdfShare(z)).isCloseTo(slope, within(1e-6 * Math.max(1, Math.abs(slope))));
            // h = φ + z Φ, so that the shares tie together
            assertThat(StandardNormal.densityShare(z) + z * StandardNormal.cdfShare(z))
                    .isCloseTo(1, within(1e-9 * Math.max(1, z * z)));
        }
    }

    @Test
    void a_quantile_is_where_the_distribution_has_the_probability() {
        for (double probability : new double[] {1e-300, 1e-12, 1e-6, 0.01, 0.3, 0.5, 0.77, 0.999999}) {
            assertThat(StandardNormal.cdf(StandardNormal.quantile(probability)))
                    .isCloseTo(probability, within(1e-12 * probability));
        }
    }
}
