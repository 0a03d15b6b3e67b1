package org.attune.search.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.random.RandomGenerator;
import org.attune.search.property.Property;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.OptionProblem;
import org.junit.jupiter.api.Test;

class CurveRuleTest extends StoppingRuleContract {

    @Override
    StoppingRule create(Goal goal) {
        return StoppingRules.create("curve", Map.of("max", 20, "experimental", true), goal);
    }

    @Test
    void it_has_to_be_asked_for_twice() {
        assertThat(StoppingRules.check("curve", Map.of("max", 9)))
                .containsExactly(new OptionProblem(
                        "experimental", "nothing", "experimental: true, as curves are often foretold wrongly"));
        assertThat(StoppingRules.check("curve", Map.of("experimental", true)))
                .containsExactly(
                        new OptionProblem("max", "nothing", "max, the step at which trials end by themselves"));
        assertThat(StoppingRules.check("curve", Map.of("max", 9, "experimental", true)))
                .isEmpty();
    }

    @Test
    void curves_of_the_known_shapes_are_foretold() {
        double[] steps = new double[20];
        double[] powers = new double[20];
        double[] rates = new double[20];
        double[] logs = new double[20];
        for (int i = 0; i < 20; i++) {
            steps[i] = i + 1;
            powers[i] = 0.1 + 0.8 / Math.sqrt(i + 1);
            rates[i] = 0.3 + 0.6 * Math.exp(-0.03 * (i + 1));
            logs[i] = 2 - 0.2 * Math.log(i + 1);
        }
        assertForetold(new CurveForecast(steps, powers, 20), 0.1 + 0.8 / 10, 0.02);
        assertForetold(new CurveForecast(steps, rates, 20), 0.3 + 0.6 * Math.exp(-3), 0.05);
        assertForetold(new CurveForecast(steps, logs, 20), 2 - 0.2 * Math.log(100), 0.05);
    }

    private static void assertForetold(CurveForecast forecast, double end, double within) {
        assertThat(forecast.below(100, end + within)).isGreaterThan(0.9);
        assertThat(forecast.below(100, end - within)).isLessThan(0.1);
    }

    @Test
    void the_chance_grows_with_the_bound_from_none_to_certainty() {
        Property.holds(50, random -> {
            double[] curve = curve(random, 12);
            CurveForecast forecast = new CurveForecast(upTo(12), curve, 12);
            double before = 0;
            for (double bound = -100; bound <= 100; bound += 0.5) {
                double chance = forecast.below(100, bound);
                assertThat(chance).isBetween(before - 1e-12, 1.0 + 1e-12);
                before = chance;
            }
            assertThat(before).isGreaterThan(0.99);
        });
    }

    @Test
    void what_is_thought_improbable_seldom_happens() {
        int[] count = new int[2];
        Property.holds(2_000, random -> {
            double[] curve = curve(random, 100);
            double[] soFar = java.util.Arrays.copyOf(curve, 15 + random.nextInt(30));
            double bound = curve[99] + 0.3 * random.nextGaussian();
            double chance = new CurveForecast(upTo(soFar.length), soFar, soFar.length).below(100, bound);
            if (chance < 0.05) {
                count[0]++;
                count[1] += curve[99] < bound ? 1 : 0;
            }
        });
        assertThat(count[0]).isGreaterThan(200);
        assertThat(count[1]).isLessThan(count[0] / 10);
    }

    private static double[] upTo(int steps) {
        double[] all = new double[steps];
        for (int i = 0; i < steps; i++) {
            all[i] = i + 1;
        }
        return all;
    }

    /** A curve that falls by a power or exponentially, with noise. */
    private static double[] curve(RandomGenerator random, int length) {
        double end = random.nextDouble();
        double fall = 0.5 + random.nextDouble();
        double speed = 0.3 + 1.2 * random.nextDouble();
        boolean power = random.nextBoolean();
        double[] curve = new double[length];
        for (int i = 0; i < length; i++) {
            double left = power ? Math.pow(i + 1, -speed) : Math.exp(-0.04 * speed * i);
            curve[i] = end + fall * left + 0.01 * random.nextGaussian();
        }
        return curve;
    }

    @Test
    void a_trial_that_still_falls_steeply_goes_on_and_one_that_has_settled_is_stopped() {
        StoppingRule rule = StoppingRules.create("curve", Map.of("max", 100, "experimental", true), Goal.MINIMIZE);
        for (int step = 1; step <= 100; step++) {
            rule.onValue(1, step, 0.2 + 1.0 / step);
        }
        Verdict steep = Verdict.CONTINUE;
        Verdict settled = Verdict.CONTINUE;
        for (int step = 1; step <= 30; step++) {
            steep = steep instanceof Verdict.Stop ? steep : rule.onValue(2, step, 2 - 0.02 * step);
            settled = settled instanceof Verdict.Stop ? settled : rule.onValue(3, step, 0.5 + 1.0 / step);
        }
        assertThat(steep).isEqualTo(Verdict.CONTINUE);
        assertThat(settled).isInstanceOf(Verdict.Stop.class);
        assertThat(((Verdict.Stop) settled).reason())
                .startsWith("curve: at step ")
                .contains(" the chance to be better than 0.21 at step 100 is ");
    }

    @Test
    void nobody_is_stopped_before_a_trial_is_whole() {
        StoppingRule rule = StoppingRules.create("curve", Map.of("max", 100, "experimental", true), Goal.MINIMIZE);
        for (int step = 1; step < 100; step++) {
            assertThat(rule.onValue(1, step, 1)).isEqualTo(Verdict.CONTINUE);
            assertThat(rule.onValue(2, step, 1e9)).isEqualTo(Verdict.CONTINUE);
        }
    }
}
