package org.attune.search.prior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import org.attune.search.property.Property;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BeliefTest {

    private static final int STEPS = 20_000;

    private static Belief any(RandomGenerator random) {
        Belief belief = new Belief(1);
        double centre = random.nextInt(10) == 0 ? random.nextInt(2) : random.nextDouble();
        Confidence confidence = Confidence.values()[random.nextInt(3)];
        if (random.nextBoolean()) {
            belief.around(0, centre, confidence.deviation());
        } else {
            double end = Math.min(1, centre / 2 + 0.01 + random.nextDouble() / 2);
            belief.cell(0, centre / 2, end, confidence.odds());
        }
        return belief;
    }

    @Test
    void every_density_integrates_to_one() {
        Property.holds(100, random -> {
            Belief belief = any(random);
            double sum = 0;
            for (int i = 0; i < STEPS; i++) {
                double density = belief.density(0, (i + 0.5) / STEPS);
                assertThat(density).isPositive();
                sum += density / STEPS;
            }
            assertThat(sum).isCloseTo(1, within(5e-4));
        });
    }

    @Test
    void draws_follow_the_density() {
        Property.holds(20, random -> {
            Belief belief = any(random);
            double cut = 0.1 + 0.8 * random.nextDouble();
            double expected = 0;
            for (int i = 0; i < STEPS; i++) {
                double at = (i + 0.5) / STEPS;
                expected += at < cut ? belief.density(0, at) / STEPS : 0;
            }
            int below = 0;
            for (int i = 0; i < 4_000; i++) {
                double drawn = belief.draw(random)[0];
                assertThat(drawn).isBetween(0.0, 1.0);
                below += drawn < cut ? 1 : 0;
            }
            // five standard errors
            assertThat(below / 4_000.0).isCloseTo(expected, within(5 * 0.5 / Math.sqrt(4_000)));
        });
    }

    @Test
    void what_nothing_is_known_of_and_what_is_inactive_changes_nothing() {
        Belief belief = new Belief(3);
        assertThat(belief.complete()).isFalse();
        belief.around(1, 0.5, 0.25);
        double[] point = {0.1, 0.5, 0.9};
        assertThat(belief.logDensity(point, new boolean[] {true, false, true})).isZero();
        assertThat(belief.logDensity(point, new boolean[] {true, true, true})).isPositive();
    }
}
