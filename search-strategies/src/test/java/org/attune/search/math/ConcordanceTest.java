package org.attune.search.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.stat.correlation.KendallsCorrelation;
import org.attune.search.property.Property;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ConcordanceTest {

    @Test
    void without_ties_it_is_kendalls_tau_moved_to_the_unit_interval() {
        Property.holds(50, random -> {
            double[] a = random.doubles(20).toArray();
            double[] b = random.doubles(20).toArray();
            double tau = new KendallsCorrelation().correlation(a, b);
            assertThat(Concordance.share(a, b)).isCloseTo((tau + 1) / 2, within(1e-12));
        });
    }

    @Test
    void ties_count_half_and_no_number_is_the_largest() {
        assertThat(Concordance.share(new double[] {1, 1}, new double[] {1, 2})).isEqualTo(0.5);
        assertThat(Concordance.share(new double[] {0.0, -0.0}, new double[] {1, 2}))
                .isEqualTo(0.5);
        assertThat(Concordance.share(new double[] {1, Double.NaN}, new double[] {1, Double.POSITIVE_INFINITY}))
                .isEqualTo(1);
        assertThat(Concordance.share(new double[] {1}, new double[] {1})).isEqualTo(0.5);
    }
}
