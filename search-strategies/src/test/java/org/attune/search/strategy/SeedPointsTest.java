package org.attune.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.attune.search.Strategies;
import org.attune.search.space.BoolParameter;
import org.attune.search.space.CategoricalParameter;
import org.attune.search.space.Condition;
import org.attune.search.space.Constraint;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.IntParameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SeedPointsTest {

    private final SearchSpace space = SearchSpace.builder()
            .add(new FloatParameter(
                    "lr", 1e-5, 0.1, Scale.LOG, OptionalDouble.empty(), OptionalDouble.of(1e-3), Optional.empty()))
            .add(new IntParameter("layers", 1, 8, Scale.LINEAR, 1, OptionalLong.of(2), Optional.empty()))
            .add(CategoricalParameter.of("optimizer", List.of("adam", "sgd")))
            .add(new BoolParameter("nesterov", Optional.of(true), Optional.of(Condition.oneOf("optimizer", "sgd"))))
            .constrain(new Constraint(
                    "layers <= 6",
                    Set.of("layers"),
                    values -> (Long) Objects.requireNonNull(values.get("layers")) <= 6))
            .build();

    private SearchStrategy seeded(List<Map<String, Object>> points, boolean defaultsFirst) {
        SearchStrategy inner = Strategies.create("sobol", Map.of(), SearchProblem.of(space, List.of(Goal.MAXIMIZE), 7));
        return Strategies.withSeedPoints(inner, space, points, defaultsFirst);
    }

    private static List<String> origins(List<Proposal> proposals) {
        return proposals.stream().map(Proposal::origin).toList();
    }

    @Test
    void the_default_point_comes_first_then_the_seed_points_then_the_strategy() {
        List<Map<String, Object>> points =
                List.of(Map.of("lr", 0.01, "layers", 3, "optimizer", "adam"), Map.of("lr", 0.02, "optimizer", "sgd"));
        List<Proposal> proposals =
                seeded(points, true).propose(History.empty(), 5).proposals();
        assertThat(origins(proposals)).startsWith("default point", "seed point 1", "seed point 2");
        assertThat(origins(proposals).subList(3, 5)).allMatch(origin -> origin.contains("sobol"));
        assertThat(proposals.get(0).assignment().values())
                .containsEntry("lr", 1e-3)
                .containsEntry("layers", 2L);
        assertThat(proposals.get(1).assignment().values())
                .isEqualTo(Map.of("lr", 0.01, "layers", 3L, "optimizer", "adam"));
        assertThat(proposals.get(2).assignment().values())
                .containsEntry("lr", 0.02)
                .containsEntry("optimizer", "sgd")
                .containsKeys("layers", "nesterov");
    }

    @Test
    void values_of_inactive_parameters_are_dropped() {
        List<Proposal> proposals = seeded(List.of(Map.of("optimizer", "adam", "nesterov", true)), false)
                .propose(History.empty(), 1)
                .proposals();
        assertThat(proposals.get(0).assignment().values())
                .containsEntry("optimizer", "adam")
                .doesNotContainKey("nesterov");
    }

    @Test
    void completed_values_satisfy_the_constraints() {
        for (long seed = 0; seed < 30; seed++) {
            SearchStrategy inner =
                    Strategies.create("random", Map.of(), SearchProblem.of(space, List.of(Goal.MAXIMIZE), seed));
            SearchStrategy strategy = Strategies.withSeedPoints(inner, space, List.of(Map.of("lr", 0.01)), false);
            Proposal proposal = strategy.propose(History.empty(), 1).proposals().get(0);
            assertThat((Long) proposal.assignment().values().get("layers")).isLessThanOrEqualTo(6);
        }
    }

    @Test
    void what_has_been_tried_is_seen_from_the_history_whatever_its_number() {
        List<Map<String, Object>> points =
                List.of(Map.of("lr", 0.01, "layers", 3, "optimizer", "adam"), Map.of("optimizer", "sgd"));
        SearchStrategy strategy = seeded(points, false);
        History history =
                History.empty().plus(strategy.propose(History.empty(), 1).proposals());
        assertThat(origins(strategy.propose(history, 1).proposals())).containsExactly("seed point 2");
        // somebody else's trial came first and pushed the seed points back: none is lost
        History other = History.empty()
                .plus(Strategies.create("random", Map.of(), SearchProblem.of(space, List.of(Goal.MAXIMIZE), 99))
                        .propose(History.empty(), 1)
                        .proposals());
        List<Proposal> proposals = strategy.propose(other, 2).proposals();
        assertThat(proposals.stream().map(proposal -> proposal.assignment().values()))
                .contains(Map.of("lr", 0.01, "layers", 3L, "optimizer", "adam"));
    }

    @Test
    void a_point_given_twice_is_tried_once_and_open_points_as_often_as_given() {
        Map<String, Object> full = Map.of("lr", 0.01, "layers", 3, "optimizer", "adam");
        assertThat(origins(seeded(List.of(full, full), false)
                        .propose(History.empty(), 2)
                        .proposals()))
                .containsExactly("seed point 1", "sobol");
        Map<String, Object> open = Map.of("optimizer", "adam");
        assertThat(origins(seeded(List.of(open, open), false)
                        .propose(History.empty(), 2)
                        .proposals()))
                .containsExactly("seed point 1", "seed point 2");
    }

    @Test
    void one_by_one_is_the_same_as_together() {
        List<Map<String, Object>> points = new ArrayList<>();
        points.add(Map.of("optimizer", "adam"));
        points.add(Map.of("optimizer", "adam", "lr", 0.01));
        points.add(Map.of("layers", 4));
        SearchStrategy strategy = seeded(points, true);
        List<Proposal> apart = new ArrayList<>();
        while (apart.size() < 7) {
            apart.addAll(strategy.propose(History.empty().plus(apart), 1).proposals());
        }
        assertThat(strategy.propose(History.empty(), 7).proposals()).isEqualTo(apart);
    }

    @Test
    void points_that_cannot_be_are_refused_with_their_place() {
        assertThatThrownBy(() -> seeded(List.of(Map.of("lr", 5, "momentum", 1)), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("seed point 1: ")
                .hasMessageContaining("lr is 5, expected a number from 1.0E-5 to 0.1")
                .hasMessageContaining("momentum is given");
        assertThatThrownBy(() -> seeded(List.of(Map.of(), Map.of("layers", 7)), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("seed point 2 cannot be completed")
                .hasMessageContaining("layers <= 6");
    }

    @Test
    void a_default_point_that_violates_the_constraints_is_left_out() {
        SearchSpace tight = SearchSpace.builder()
                .add(new IntParameter("n", 1, 9, Scale.LINEAR, 1, OptionalLong.of(9), Optional.empty()))
                .constrain(new Constraint(
                        "n < 9", Set.of("n"), values -> (Long) Objects.requireNonNull(values.get("n")) < 9))
                .build();
        SearchStrategy inner =
                Strategies.create("random", Map.of(), SearchProblem.of(tight, List.of(Goal.MINIMIZE), 1));
        assertThat(origins(Strategies.withSeedPoints(inner, tight, List.of(), true)
                        .propose(History.empty(), 1)
                        .proposals()))
                .containsExactly("random");
    }

    @Test
    void the_inner_strategy_prepares() {
        SearchSpace space = SearchSpace.builder()
                .add(FloatParameter.of("x", 0, 1, Scale.LINEAR))
                .build();
        Runnable work = () -> {};
        SearchStrategy inner = new SearchStrategy() {
            @Override
            public Proposals propose(History history, int count) {
                throw new AssertionError();
            }

            @Override
            public Optional<Runnable> preparation(History history) {
                return Optional.of(work);
            }
        };
        assertThat(Strategies.withSeedPoints(inner, space, List.of(Map.of("x", 0.5)), true)
                        .preparation(History.empty()))
                .containsSame(work);
    }
}
