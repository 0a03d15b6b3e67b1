package org.attune.search.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.attune.search.Strategies;
import org.attune.search.math.Seeds;
import org.attune.search.property.Property;
import org.attune.search.property.RandomSpaces;
import org.attune.search.space.CategoricalParameter;
import org.attune.search.space.Condition;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.IntParameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Outcome;
import org.attune.search.strategy.Proposal;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.TrialRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ResponseForestTest {

    private static List<TrialRecord> trials(
            SearchSpace space, int count, ToDoubleFunction<Map<String, Object>> objective) {
        List<TrialRecord> trials = new ArrayList<>();
        for (Proposal proposal : Strategies.create(
                        "random", Map.of("repeats", true), SearchProblem.of(space, List.of(Goal.MINIMIZE), 5))
                .propose(History.empty(), count)
                .proposals()) {
            double value = objective.applyAsDouble(proposal.assignment().values());
            trials.add(TrialRecord.succeeded(trials.size() + 1, proposal.assignment(), value));
        }
        return trials;
    }

    private static double number(Map<String, Object> values, String name) {
        return values.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    private static SearchSpace square(String... names) {
        SearchSpace.Builder builder = SearchSpace.builder();
        for (String name : names) {
            builder.add(FloatParameter.of(name, 0, 1, Scale.LINEAR));
        }
        return builder.build();
    }

    private static ResponseForest fit(SearchSpace space, List<TrialRecord> trials) {
        return ResponseForest.fit(space, trials, 0, Goal.MINIMIZE, 1).orElseThrow();
    }

    private static Map<String, Importance> importances(ResponseForest forest) {
        return forest.importances().stream().collect(Collectors.toMap(Importance::parameter, each -> each));
    }

    @Test
    void a_sum_divides_its_variance_by_the_squares_of_the_factors() {
        SearchSpace space = square("a", "b", "c", "nothing");
        ResponseForest forest =
                fit(space, trials(space, 600, v -> 3 * number(v, "a") + 2 * number(v, "b") + number(v, "c")));
        Map<String, Importance> found = importances(forest);
        Map<String, Double> shares = Map.of("a", 9 / 14.0, "b", 4 / 14.0, "c", 1 / 14.0, "nothing", 0.0);
        shares.forEach((name, share) -> {
            assertThat(found.get(name).main()).as(name + " alone").isCloseTo(share, within(0.05));
            assertThat(found.get(name).total()).as(name + " in all").isCloseTo(share, within(0.07));
            assertThat(found.get(name).permutation()).as(name + " permuted").isCloseTo(share, within(0.12));
        });
        assertThat(forest.importances().get(0).parameter()).isEqualTo("a");
        assertThat(forest.quality()).isGreaterThan(0.9);
    }

    @Test
    void a_product_around_the_middle_is_all_interaction() {
        SearchSpace space = square("a", "b", "c");
        ResponseForest forest = fit(space, trials(space, 2_000, v -> (number(v, "a") - 0.5) * (number(v, "b") - 0.5)));
        Map<String, Importance> found = importances(forest);
        assertThat(found.get("a").main()).isLessThan(0.1);
        assertThat(found.get("a").total()).isGreaterThan(0.7);
        assertThat(found.get("b").total()).isGreaterThan(0.7);
        assertThat(found.get("c").total()).isLessThan(0.05);
        Interaction first = forest.interactions(3).get(0);
        assertThat(List.of(first.first(), first.second())).containsExactlyInAnyOrder("a", "b");
        assertThat(first.share()).isGreaterThan(0.75);
    }

    @Test
    void categories_logarithms_and_whole_numbers_are_seen_on_their_own_scales() {
        SearchSpace space = SearchSpace.builder()
                .add(CategoricalParameter.of("kind", List.of("a", "b", "c", "d")))
                .add(FloatParameter.of("lr", 1e-6, 1, Scale.LOG))
                .add(IntParameter.of("layers", 1, 9, Scale.LINEAR))
                .build();
        Map<Object, Double> effect = Map.of("a", 0.0, "b", 3.0, "c", 0.0, "d", 3.0);
        // variances: 2.25 of the category, 3 of a uniform exponent from -6 to 0, 80/12 × 0.25 of nine whole numbers
        ResponseForest forest = fit(
                space,
                trials(
                        space,
                        1_500,
                        v -> effect.getOrDefault(v.get("kind"), 0.0)
                                + Math.log10(number(v, "lr"))
                                + 0.5 * number(v, "layers")));
        double all = 2.25 + 3 + 80 / 12.0 * 0.25;
        Map<String, Importance> found = importances(forest);
        assertThat(found.get("kind").main()).isCloseTo(2.25 / all, within(0.06));
        assertThat(found.get("lr").main()).isCloseTo(3 / all, within(0.06));
        assertThat(found.get("layers").main()).isCloseTo(80 / 12.0 * 0.25 / all, within(0.06));

        Slice kinds = forest.slice("kind");
        assertThat(kinds.points()).extracting(Slice.Point::value).containsExactly("a", "b", "c", "d");
        assertThat(kinds.points().get(1).mean() - kinds.points().get(0).mean()).isCloseTo(3, within(0.4));
        Slice layers = forest.slice("layers");
        assertThat(layers.points()).hasSize(9);
        assertThat(layers.points()).extracting(Slice.Point::mean).isSorted();
    }

    private static SearchSpace conditional() {
        return SearchSpace.builder()
                .add(CategoricalParameter.of("optimizer", List.of("adam", "sgd")))
                .add(new FloatParameter(
                        "momentum",
                        0,
                        1,
                        Scale.LINEAR,
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        Optional.of(Condition.oneOf("optimizer", "sgd"))))
                .build();
    }

    @Test
    void a_child_matters_where_it_is_active_and_its_activity_counts_for_the_parent() {
        SearchSpace space = conditional();
        // adam: 2; sgd: 0 to 1 by momentum. Half of the space each: the parent explains 1.5²/4, the child 1/12/2
        ResponseForest forest =
                fit(space, trials(space, 1_000, v -> v.get("optimizer").equals("adam") ? 2 : number(v, "momentum")));
        double all = 1.5 * 1.5 / 4 + 1 / 24.0;
        Map<String, Importance> found = importances(forest);
        assertThat(found.get("optimizer").main()).isCloseTo(1.5 * 1.5 / 4 / all, within(0.03));
        assertThat(found.get("momentum").main()).isCloseTo(1 / 24.0 / all, within(0.02));
        Slice momentum = forest.slice("momentum");
        assertThat(momentum.points().get(0).mean()).isCloseTo(0, within(0.1));
        assertThat(momentum.points().get(momentum.points().size() - 1).mean()).isCloseTo(1, within(0.1));
    }

    @Test
    void slices_and_contours_are_averages_over_the_rest_in_the_direction_of_the_study() {
        SearchSpace space = square("a", "b", "c");
        List<TrialRecord> trials =
                trials(space, 3_000, v -> number(v, "a") * 4 + number(v, "a") * number(v, "b") + number(v, "c"));
        ResponseForest forest =
                ResponseForest.fit(space, trials, 0, Goal.MAXIMIZE, 1).orElseThrow();
        for (Slice.Point point : forest.slice("a").points()) {
            double a = (Double) point.value();
            assertThat(point.mean()).isCloseTo(4.5 * a + 0.5, within(0.25));
            assertThat(point.deviation()).isLessThan(0.3);
        }
        Contour contour = forest.contour("a", "b");
        assertThat(contour.means()).hasSize(contour.yValues().size());
        for (int i = 0; i < contour.yValues().size(); i += 7) {
            for (int j = 0; j < contour.xValues().size(); j += 7) {
                double a = (Double) contour.xValues().get(j);
                double b = (Double) contour.yValues().get(i);
                assertThat(contour.means().get(i).get(j)).isCloseTo(4 * a + a * b + 0.5, within(0.5));
            }
        }
        TrialRecord some = trials.get(17);
        assertThat(forest.predict(some.assignment()))
                .isCloseTo(some.objectives().get(0), within(0.5));
        assertThatThrownBy(() -> forest.slice("d")).hasMessage("the parameter is d, expected one of a, b, c");
        assertThatThrownBy(() -> forest.contour("a", "a")).hasMessageContaining("expected two different ones");
    }

    @Test
    void marginals_are_averages_of_the_forest_in_any_space() {
        Property.holds(40, random -> {
            SearchSpace space = RandomSpaces.draw(random, 6);
            List<TrialRecord> trials = new ArrayList<>();
            for (Proposal proposal : Strategies.create(
                            "random",
                            Map.of("repeats", true),
                            SearchProblem.of(space, List.of(Goal.MINIMIZE), random.nextLong()))
                    .propose(History.empty(), 80)
                    .proposals()) {
                double value = Seeds.mix(proposal.assignment().hashCode()) / 1e18 + random.nextDouble();
                trials.add(TrialRecord.succeeded(trials.size() + 1, proposal.assignment(), value));
            }
            Optional<ResponseForest> forest = ResponseForest.fit(space, trials, 0, Goal.MINIMIZE, 3);
            if (forest.isEmpty()) {
                return;
            }
            double mains = 0;
            for (Importance importance : forest.get().importances()) {
                assertThat(importance.main()).isBetween(0.0, 1.0);
                assertThat(importance.total()).isBetween(importance.main(), 1.0);
                mains += importance.main();
                assertThat(forest.get().slice(importance.parameter()).points())
                        .allMatch(point -> Double.isFinite(point.mean()));
            }
            assertThat(mains).isLessThan(1.25);
            assertThat(forest.get().interactions(4)).allMatch(pair -> pair.share() >= 0 && pair.share() <= 1);
        });
    }

    @Test
    void one_diverged_trial_does_not_hide_the_rest() {
        SearchSpace space = square("a", "b");
        List<TrialRecord> trials = new ArrayList<>(trials(space, 300, v -> number(v, "a")));
        trials.set(10, TrialRecord.succeeded(11, trials.get(10).assignment(), 1e30));
        trials.set(20, TrialRecord.succeeded(21, trials.get(20).assignment(), Double.POSITIVE_INFINITY));
        trials.set(30, TrialRecord.succeeded(31, trials.get(30).assignment(), Double.NaN));
        assertThat(importances(fit(space, trials)).get("a").main()).isGreaterThan(0.85);
    }

    @Test
    void there_is_no_forest_without_something_to_learn() {
        SearchSpace space = square("a");
        assertThat(ResponseForest.fit(space, trials(space, 3, v -> number(v, "a")), 0, Goal.MINIMIZE, 1))
                .isEmpty();
        assertThat(ResponseForest.fit(space, trials(space, 30, v -> 7), 0, Goal.MINIMIZE, 1))
                .isEmpty();
        List<TrialRecord> pruned = trials(space, 30, v -> number(v, "a")).stream()
                .map(t -> new TrialRecord(t.number(), t.assignment(), Outcome.PRUNED, t.objectives()))
                .toList();
        assertThat(ResponseForest.fit(space, pruned, 0, Goal.MINIMIZE, 1)).isEmpty();
    }

    @Test
    void the_same_trials_give_the_same_answer_at_ten_thousand_of_them() {
        String[] names = new String[20];
        Arrays.setAll(names, i -> "p" + i);
        SearchSpace space = square(names);
        List<TrialRecord> trials = trials(space, 10_000, v -> 2 * number(v, "p3") + number(v, "p7"));
        ResponseForest forest = fit(space, trials);
        Map<String, Importance> found = importances(forest);
        assertThat(found.get("p3").main()).isCloseTo(0.8, within(0.06));
        assertThat(found.get("p7").main()).isCloseTo(0.2, within(0.06));
        assertThat(fit(space, trials).importances()).isEqualTo(forest.importances());
        assertThat(forest.trials()).isEqualTo(10_000);
    }
}
