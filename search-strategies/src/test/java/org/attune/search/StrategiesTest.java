package org.attune.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import org.attune.search.space.BoolParameter;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.History;
import org.attune.search.strategy.OptionProblem;
import org.attune.search.strategy.Proposal;
import org.attune.search.strategy.Proposals;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.SearchStrategy;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StrategiesTest {

    private final SearchSpace space = SearchSpace.builder()
            .add(FloatParameter.of("lr", 1e-5, 0.1, Scale.LOG))
            .add(BoolParameter.of("nesterov"))
            .build();

    @Test
    void every_name_is_made_without_options() {
        for (String name : Strategies.names()) {
            assertThat(Strategies.check(name, Map.of(), space)).isEmpty();
            SearchStrategy strategy =
                    Strategies.create(name, Map.of(), SearchProblem.of(space, List.of(Goal.MAXIMIZE), 1));
            assertThat(strategy.propose(History.empty(), 3).proposals()).hasSize(3);
        }
    }

    @Test
    void problems_name_the_option_what_was_found_and_what_would_be_right() {
        assertThat(Strategies.check("sobel", Map.of()))
                .containsExactly(new OptionProblem(
                        "type", "sobel", "sobol (one of auto, bayes, cmaes, grid, random, sobol, tpe)"));
        assertThat(Strategies.check("forest", Map.of()))
                .containsExactly(
                        new OptionProblem("type", "forest", "one of auto, bayes, cmaes, grid, random, sobol, tpe"));
        assertThat(Strategies.check("random", Map.of("repeat", true)))
                .containsExactly(new OptionProblem("repeat", "an unknown option", "repeats (one of prior, repeats)"));
        assertThat(Strategies.check("random", Map.of("repeats", "yes")))
                .containsExactly(new OptionProblem("repeats", "yes", "true or false"));
        assertThat(Strategies.check("grid", Map.of("order", "shufled")))
                .containsExactly(new OptionProblem("order", "shufled", "shuffled (one of space, shuffled)"));
        assertThat(Strategies.check("grid", Map.of("counts", Map.of("lr", 0))))
                .containsExactly(new OptionProblem("counts.lr", "0", "a whole number from 1 to 10000"));
        assertThat(Strategies.check("grid", Map.of("counts", "many"))).hasSize(1);
    }

    @Test
    void the_names_in_counts_are_checked_against_the_space() {
        assertThat(Strategies.check("grid", Map.of("counts", Map.of("lr", 4)), space))
                .isEmpty();
        assertThat(Strategies.check("grid", Map.of("counts", Map.of("lrr", 4)), space))
                .containsExactly(
                        new OptionProblem("counts", "lrr", "the name of a float or int parameter, perhaps lr"));
        assertThat(Strategies.check("grid", Map.of("counts", Map.of("nesterov", 2)), space))
                .hasSize(1);
    }

    @Test
    void a_prior_is_checked_against_the_space() {
        assertThat(Strategies.check("tpe", Map.of("prior", Map.of("lr", 0.01, "nesterov", true)), space))
                .isEmpty();
        assertThat(Strategies.check(
                        "bayes", Map.of("prior", Map.of("lr", Map.of("value", 0.01, "confidence", "high"))), space))
                .isEmpty();
        assertThat(Strategies.check("auto", Map.of("prior", Map.of("lrr", 0.01)), space))
                .containsExactly(new OptionProblem("prior", "lrr", "the name of a parameter that varies, perhaps lr"));
        assertThat(Strategies.check("auto", Map.of("prior", Map.of("lr", 1e9)), space))
                .containsExactly(new OptionProblem("prior.lr", "1.0E9", "a value of parameter lr"));
        assertThat(Strategies.check(
                        "random", Map.of("prior", Map.of("lr", Map.of("value", 0.1, "confidence", "sure")))))
                .extracting(OptionProblem::option, OptionProblem::expected)
                .containsExactly(tuple("prior.lr", "a value, or {value, confidence: low, medium or high}"));
        assertThat(Strategies.check("random", Map.of("prior", "default")))
                .containsExactly(new OptionProblem("prior", "default", "good values by parameter name, or defaults"));
        assertThat(Strategies.check("random", Map.of("prior", "defaults"), space))
                .containsExactly(new OptionProblem("prior", "defaults", "good values, as no parameter has a default"));
        assertThat(Strategies.check("sobol", Map.of("prior", Map.of("lr", 0.01))))
                .hasSize(1);
    }

    @Test
    void type_and_seed_may_stand_among_the_options() {
        assertThat(Strategies.check("sobol", Map.of("type", "sobol", "seed", 7)))
                .isEmpty();
    }

    @Test
    void a_strategy_with_problems_is_not_made() {
        assertThatThrownBy(() -> Strategies.create(
                        "grid", Map.of("count", 3), SearchProblem.of(space, List.of(Goal.MINIMIZE), 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("strategy grid: count: found an unknown option,"
                        + " expected counts (one of counts, order, repeats)");
        assertThatThrownBy(() -> Strategies.create("random", Map.of(), SearchProblem.of(space, List.of(), 1)))
                .hasMessageContaining("no goals");
    }

    @Test
    void different_seeds_give_different_studies() {
        for (String name : List.of("cmaes", "random", "sobol", "tpe")) {
            Proposals one = Strategies.create(name, Map.of(), SearchProblem.of(space, List.of(Goal.MAXIMIZE), 1))
                    .propose(History.empty(), 5);
            Proposals two = Strategies.create(name, Map.of(), SearchProblem.of(space, List.of(Goal.MAXIMIZE), 2))
                    .propose(History.empty(), 5);
            assertThat(one).isNotEqualTo(two);
        }
    }

    @Test
    void a_grid_uses_its_counts_and_order() {
        SearchStrategy grid =
                Strategies.create("grid", Map.of("counts", 3), SearchProblem.of(space, List.of(Goal.MAXIMIZE), 1));
        Proposals all = grid.propose(History.empty(), 9);
        assertThat(all.proposals().stream().map(Proposal::origin))
                .containsExactly("grid 1/6", "grid 2/6", "grid 3/6", "grid 4/6", "grid 5/6", "grid 6/6");
        assertThat(all.exhausted()).contains("all 6 points of the grid were proposed");
        SearchStrategy shuffled = Strategies.create(
                "grid", Map.of("counts", 3, "order", "shuffled"), SearchProblem.of(space, List.of(Goal.MAXIMIZE), 3));
        assertThat(shuffled.propose(History.empty(), 9).proposals())
                .containsExactlyInAnyOrderElementsOf(all.proposals())
                .isNotEqualTo(all.proposals());
    }
}
