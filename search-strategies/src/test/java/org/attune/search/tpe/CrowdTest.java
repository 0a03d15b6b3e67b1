package org.attune.search.tpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.attune.search.property.Property;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CrowdTest {

    @Test
    void the_sum_is_that_of_the_curves_one_by_one() {
        Crowd crowd = new Crowd();
        Property.holds(200, random -> {
            int count = random.nextInt(400);
            double width = Math.pow(10, -3 * random.nextDouble());
            double crowded = random.nextDouble();
            double[] centres = random.doubles(count)
                    .map(each -> each < crowded ? 0.3 + 0.02 * each : each)
                    .sorted()
                    .toArray();
            double[] weights = random.doubles(count, 0.01, 1).toArray();
            crowd.clear(width);
            for (int i = 0; i < count; i++) {
                crowd.add(centres[i], weights[i]);
            }
            for (int look = 0; look < 20; look++) {
                double place = look < 10 ? random.nextDouble() : 0.3 + 5 * width * (random.nextDouble() - 0.5);
                double sum = 0;
                double possible = 0;
                for (int i = 0; i < count; i++) {
                    double distance = (place - centres[i]) / width;
                    double curve = Math.exp(-distance * distance / 2);
                    sum += weights[i] * curve;
                    possible += weights[i] * Math.max(1e-6, curve);
                }
                assertThat(crowd.at(place)).isCloseTo(sum, within(1e-6 * possible));
            }
        });
    }
}
