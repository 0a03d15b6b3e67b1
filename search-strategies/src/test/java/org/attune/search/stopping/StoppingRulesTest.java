package org.attune.search.stopping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.OptionProblem;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StoppingRulesTest {

    @Test
    void every_name_is_made_without_options() {
        for (String name : StoppingRules.names()) {
            // some cannot do without a step at which a trial is whole, and one has to be asked for twice
            Map<String, Object> options = switch (name) {
                case "hyperband" -> Map.of("max", 81);
                case "curve" -> Map.of("max", 81, "experimental", true);
                default -> Map.of();
            };
            assertThat(StoppingRules.check(name, options)).isEmpty();
            assertThat(StoppingRules.create(name, options, Goal.MAXIMIZE)).isNotNull();
        }
    }

    @Test
    void problems_name_the_option_what_was_found_and_what_would_be_right() {
        assertThat(StoppingRules.check("ashaa", Map.of()))
                .containsExactly(
                        new OptionProblem(
                                "type",
                                "ashaa",
                                "asha (one of asha, curve, hyperband, median, pasha, patience, percentile, threshold, wilcoxon)"));
        assertThat(StoppingRules.check("asha", Map.of("etta", 3)))
                .containsExactly(
                        new OptionProblem("etta", "an unknown option", "eta (one of axis, eta, max, min, mode)"));
        assertThat(StoppingRules.check("asha", Map.of("eta", 1)))
                .containsExactly(new OptionProblem("eta", "1", "a whole number from 2 to 1000"));
        assertThat(StoppingRules.check("asha", Map.of("min", 9, "max", 3)))
                .containsExactly(new OptionProblem("max", "3", "at least min, which is 9"));
        assertThat(StoppingRules.check("hyperband", Map.of()))
                .containsExactly(
                        new OptionProblem("max", "nothing", "max, the step at which trials end by themselves"));
        assertThat(StoppingRules.check("percentile", Map.of("percentile", 101)))
                .containsExactly(new OptionProblem("percentile", "101", "a number from 0.0 to 100.0"));
        assertThat(StoppingRules.check("patience", Map.of("mindelta", 1, "minDelta", -1)))
                .containsExactlyInAnyOrder(
                        new OptionProblem("minDelta", "-1", "a number, 0.0 or more"),
                        new OptionProblem(
                                "mindelta",
                                "an unknown option",
                                "minDelta (one of axis, minDelta, patience, warmupSteps)"));
        assertThat(StoppingRules.check("threshold", Map.of("lower", 2, "upper", 1.5)))
                .containsExactly(new OptionProblem("lower", "2.0", "at most upper, which is 1.5"));
        assertThat(StoppingRules.check("threshold", Map.of("upper", "x")))
                .containsExactly(new OptionProblem("upper", "x", "a number"));
        assertThat(StoppingRules.check("median", Map.of("warmupSteps", -1)))
                .containsExactly(new OptionProblem("warmupSteps", "-1", "a whole number, 0 or more"));
    }

    @Test
    void rungs_may_count_seconds_and_pause_trials() {
        for (String name : List.of("asha", "hyperband")) {
            assertThat(StoppingRules.check(name, Map.of("axis", "seconds", "mode", "promote", "max", 9)))
                    .isEmpty();
            assertThat(StoppingRules.check(name, Map.of("mode", "promot", "max", 9)))
                    .containsExactly(new OptionProblem("mode", "promot", "promote (one of stop, promote)"));
        }
    }

    @Test
    void every_rule_but_the_one_of_folds_may_count_seconds() {
        for (String name : StoppingRules.names()) {
            Map<String, Object> options = new TreeMap<>(Map.of("axis", "seconds"));
            if (name.equals("hyperband") || name.equals("curve")) {
                options.put("max", 81);
            }
            if (name.equals("curve")) {
                options.put("experimental", true);
            }
            assertThat(StoppingRules.check(name, options).isEmpty()).isEqualTo(!name.equals("wilcoxon"));
        }
        assertThat(StoppingRules.check("median", Map.of("axis", "secs")))
                .containsExactly(new OptionProblem("axis", "secs", "one of step, seconds"));
        assertThat(StoppingRules.check("wilcoxon", Map.of("pthreshold", 0.1)))
                .containsExactly(new OptionProblem(
                        "pthreshold", "an unknown option", "pThreshold (one of pThreshold, warmupFolds)"));
    }

    @Test
    void a_rule_with_problems_is_not_made() {
        assertThatThrownBy(() -> StoppingRules.create("asha", Map.of("eta", "x"), Goal.MINIMIZE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("early stopping asha: eta: found x, expected a whole number from 2 to 1000");
    }
}
