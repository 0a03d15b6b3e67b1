package org.attune.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SearchSpaceTest {

    private static final Optional<Condition> SGD = Optional.of(Condition.oneOf("optimizer", "sgd"));

    private final SearchSpace space = SearchSpace.builder()
            .add(FloatParameter.of("lr", 1e-5, 0.1, Scale.LOG))
            .add(IntParameter.of("layers", 1, 8, Scale.LINEAR))
            .add(OrdinalParameter.of("batch", List.of(32, 64, 128)))
            // its parent comes after it
            .add(new BoolParameter("nesterov", Optional.empty(), SGD))
            .add(CategoricalParameter.of("optimizer", List.of("adam", "sgd")))
            .add(new FloatParameter(
                    "dropout", 0, 0.5, Scale.LINEAR, OptionalDouble.of(0.1), OptionalDouble.empty(), Optional.empty()))
            .add(new ConstantParameter("epochs", 30))
            .constrain(new Constraint(
                    "batch * layers <= 512",
                    Set.of("batch", "layers"),
                    values -> whole(values, "batch") * whole(values, "layers") <= 512))
            .constrain(new Constraint(
                    "nesterov", Set.of("nesterov"), values -> Boolean.TRUE.equals(values.get("nesterov"))))
            .build();

    private static long whole(Map<String, Object> values, String name) {
        return (Long) Objects.requireNonNull(values.get(name));
    }

    private static Map<String, Object> good() {
        Map<String, Object> values = new HashMap<>();
        values.put("lr", 0.01);
        values.put("layers", 3);
        values.put("batch", 64);
        values.put("optimizer", "adam");
        values.put("dropout", 0.1 + 0.2);
        return values;
    }

    private List<String> problems(Map<String, Object> values) {
        return space.canonical(values) instanceof Canonical.Invalid invalid ? invalid.problems() : List.of();
    }

    private Assignment valid(Map<String, Object> values) {
        assertThat(problems(values)).isEmpty();
        return ((Canonical.Valid) space.canonical(values)).assignment();
    }

    @Test
    void a_canonical_assignment_has_the_active_parameters_in_order_with_their_types() {
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("lr", 0.01);
        expected.put("layers", 3L);
        expected.put("batch", 64L);
        expected.put("optimizer", "adam");
        expected.put("dropout", 0.3);
        expected.put("epochs", 30L);
        assertThat(valid(good()).values()).isEqualTo(expected);
        assertThat(valid(good()).values().keySet()).containsExactlyElementsOf(expected.keySet());
        assertThat(valid(good())).hasToString("{lr=0.01, layers=3, batch=64, optimizer=adam, dropout=0.3, epochs=30}");
    }

    @Test
    void numbers_of_every_type_are_accepted_when_they_mean_the_same() {
        Map<String, Object> values = good();
        values.put("lr", new BigDecimal("0.01"));
        values.put("layers", 3.0);
        values.put("batch", (short) 64);
        values.put("epochs", 30.0);
        assertThat(valid(values)).isEqualTo(valid(good())).hasSameHashCodeAs(valid(good()));
    }

    @Test
    void all_problems_are_reported_at_once_and_nothing_is_dropped() {
        Map<String, Object> values = good();
        values.put("lr", 1);
        values.put("layers", 2.5);
        values.put("batch", 48);
        values.put("nesterov", true);
        values.put("dropout", 0.25);
        values.put("epochs", 31);
        values.put("momentum", 0.9);
        assertThat(problems(values))
                .containsExactlyInAnyOrder(
                        "momentum is given, expected only parameters of the space",
                        "lr is 1, expected a number from 1.0E-5 to 0.1",
                        "layers is 2.5, expected a whole number from 1 to 8",
                        "batch is 48, expected one of 32, 64, 128",
                        "nesterov is true, expected no value, as its condition does not hold",
                        "dropout is 0.25, expected a number from 0.0 to 0.5 in steps of 0.1",
                        "epochs is 31, expected 30");
    }

    @Test
    void a_missing_parent_hides_its_children_from_the_problems() {
        Map<String, Object> values = good();
        values.remove("optimizer");
        values.put("nesterov", true);
        assertThat(problems(values)).containsExactly("optimizer is missing, expected one of 'adam', 'sgd'");
    }

    @Test
    void an_active_child_is_needed_and_its_constraint_counts_only_then() {
        Map<String, Object> values = good();
        values.put("optimizer", "sgd");
        assertThat(problems(values)).containsExactly("nesterov is missing, expected one of false, true");
        values.put("nesterov", false);
        assertThat(problems(values)).containsExactly("constraint \"nesterov\" does not hold");
        values.put("nesterov", true);
        assertThat(valid(values).values()).containsEntry("nesterov", true);
    }

    @Test
    void a_violated_constraint_is_named_by_its_text() {
        Map<String, Object> values = good();
        values.put("layers", 8);
        values.put("batch", 128);
        assertThat(problems(values)).containsExactly("constraint \"batch * layers <= 512\" does not hold");
    }

    @Test
    void null_and_numbers_that_are_not_finite_are_problems() {
        Map<String, Object> values = good();
        values.put("lr", Double.NaN);
        values.put("layers", null);
        values.put("batch", Double.POSITIVE_INFINITY);
        assertThat(problems(values)).hasSize(3);
    }

    @Test
    void assignments_do_not_change_after_they_are_made() {
        assertThatThrownBy(() -> valid(good()).values().put("lr", 1.0))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void active_names_follow_conditions() {
        assertThat(space.activeNames(Map.of("optimizer", "sgd"))).contains("nesterov");
        assertThat(space.activeNames(Map.of("optimizer", "adam"))).doesNotContain("nesterov");
        assertThat(space.activeNames(Map.of()))
                .containsExactly("lr", "layers", "batch", "optimizer", "dropout", "epochs");
    }

    @Test
    void a_condition_on_an_inactive_parent_does_not_hold() {
        SearchSpace nested = SearchSpace.builder()
                .add(BoolParameter.of("a"))
                .add(new BoolParameter("b", Optional.empty(), Optional.of(Condition.oneOf("a", true))))
                .add(new BoolParameter("c", Optional.empty(), Optional.of(Condition.oneOf("b", true, false))))
                .build();
        assertThat(nested.activeNames(Map.of("a", false, "b", true))).containsExactly("a");
        assertThat(nested.size()).contains(5L);
    }

    @Test
    void tests_compare_numbers_by_value_and_ranges_include_their_ends() {
        assertThat(new Condition.OneOf(List.of(1)).holds(1.0)).isTrue();
        assertThat(new Condition.OneOf(List.of(1)).holds(1.5)).isFalse();
        assertThat(new Condition.OneOf(List.of("1")).holds(1L)).isFalse();
        Condition.Range range = new Condition.Range(OptionalDouble.of(2), OptionalDouble.of(4));
        assertThat(range.holds(2L)).isTrue();
        assertThat(range.holds(4.0)).isTrue();
        assertThat(range.holds(4.1)).isFalse();
        assertThat(range.holds("3")).isFalse();
    }

    @Test
    void partial_values_are_checked_without_conditions_and_constraints() {
        assertThat(space.problemsOf(Map.of("nesterov", false, "layers", 8, "batch", 128)))
                .isEmpty();
        assertThat(space.problemsOf(Map.of("lr", 2, "x", 1))).hasSize(2);
        assertThat(space.canonicalValues(Map.of("batch", 64.0, "layers", 3.0)))
                .isEqualTo(Map.of("layers", 3L, "batch", 64L));
    }

    @Test
    void size_is_known_for_finite_spaces_only() {
        assertThat(space.size()).isEmpty();
        SearchSpace finite = SearchSpace.builder()
                .add(IntParameter.of("n", 1, 10, Scale.LOG))
                .add(BoolParameter.of("b"))
                .build();
        assertThat(finite.size()).contains(20L);
        SearchSpace.Builder huge = SearchSpace.builder();
        for (int i = 0; i < 100; i++) {
            huge.add(IntParameter.of("n" + i, 1, 1_000_000, Scale.LOG));
        }
        assertThat(huge.build().size()).isEmpty();
    }

    @Test
    void defects_of_a_space_say_what_is_wrong() {
        assertBuild(SearchSpace.builder().add(BoolParameter.of("a")).add(BoolParameter.of("a")))
                .hasMessageContaining("a is defined twice");
        assertBuild(SearchSpace.builder().add(child("a", "b"))).hasMessageContaining("names b, expected a parameter");
        assertBuild(SearchSpace.builder().add(child("a", "a"))).hasMessageContaining("a needs a");
        assertBuild(SearchSpace.builder()
                        .add(child("a", "b"))
                        .add(child("b", "c"))
                        .add(child("c", "a")))
                .hasMessageContaining("go in a circle: ")
                .hasMessageContaining("b needs c");
        assertBuild(SearchSpace.builder()
                        .add(CategoricalParameter.of("o", List.of("x", "y")))
                        .add(new BoolParameter("b", Optional.empty(), Optional.of(Condition.between("o", 1, 2)))))
                .hasMessageContaining("asks for a range of o");
        assertBuild(SearchSpace.builder().constrain(new Constraint("x < 1", Set.of("x"), values -> true)))
                .hasMessageContaining("constraint \"x < 1\" names x");
        SearchSpace.Builder many = SearchSpace.builder();
        for (int i = 0; i <= SearchSpace.MOST_PARAMETERS; i++) {
            many.add(BoolParameter.of("p" + i));
        }
        assertBuild(many).hasMessageContaining("1001 parameters, expected at most 1000");
    }

    private static BoolParameter child(String name, String parent) {
        return new BoolParameter(name, Optional.empty(), Optional.of(Condition.oneOf(parent, true)));
    }

    private static AbstractThrowableAssert<?, ?> assertBuild(SearchSpace.Builder builder) {
        return assertThatThrownBy(builder::build).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_thousand_conditions_in_a_row_are_no_trouble() {
        SearchSpace.Builder chain = SearchSpace.builder();
        for (int i = 999; i > 0; i--) {
            chain.add(child("p" + i, "p" + (i - 1)));
        }
        SearchSpace built = chain.add(BoolParameter.of("p0")).build();
        assertThat(built.size()).contains(1001L);
    }

    @Test
    void defects_of_a_parameter_name_it_with_value_and_expectation() {
        assertDefect(() -> FloatParameter.of("x", 0, 1, Scale.LOG), "parameter x: min is 0.0, expected a positive");
        assertDefect(() -> FloatParameter.of("x", 2, 1, Scale.LINEAR), "min is 2.0, expected at most max");
        assertDefect(() -> FloatParameter.of("x", Double.NaN, 1, Scale.LINEAR), "min is NaN, expected a finite");
        assertDefect(() -> FloatParameter.of("x", -1e308, 1e308, Scale.LINEAR), "max is 1.0E308");
        assertDefect(
                () -> FloatParameter.of("x", -1, 1, Scale.REVERSE_LOG), "range is '-1.0 to 1.0', expected one below 1");
        assertDefect(() -> FloatParameter.of(" ", 0, 1, Scale.LINEAR), "parameter name is ' '");
        assertDefect(() -> stepped(0.0), "step is 0.0, expected a positive");
        assertDefect(() -> stepped(1e-300), "step is 1.0E-300");
        assertDefect(() -> IntParameter.of("n", 0, 4, Scale.LOG), "min is 0, expected a positive number");
        assertDefect(() -> IntParameter.of("n", 0, Long.MAX_VALUE, Scale.LINEAR), "within ±2^53");
        assertDefect(
                () -> new IntParameter("n", 1, 9, Scale.LINEAR, 4, OptionalLong.of(4), Optional.empty()),
                "default is 4, expected a whole number from 1 to 9 in steps of 4");
        assertDefect(() -> OrdinalParameter.of("o", List.of(2, 1)), "value 2 is 1, expected values in ascending");
        assertDefect(() -> OrdinalParameter.of("o", List.of("a")), "a value is 'a', expected a number");
        assertDefect(() -> OrdinalParameter.of("o", List.of()), "expected at least one value");
        assertDefect(() -> CategoricalParameter.of("c", List.of(1, 1.0)), "a value is 1.0, expected values that are");
        assertDefect(() -> CategoricalParameter.of("c", List.of(List.of())), "expected a string, number or boolean");
        assertDefect(() -> weighted(0.5), "number of probabilities is 1, expected one for each");
        assertDefect(() -> weighted(0.5, 0.4), "sum of probabilities is 0.9, expected 1");
        assertDefect(() -> weighted(1.5, -0.5), "a probability is 1.5");
        assertDefect(() -> new Condition(Map.of()), "no tests");
        assertDefect(() -> Condition.between("x", 2, 1), "2.0 to 1.0");
    }

    private static FloatParameter stepped(double step) {
        return new FloatParameter(
                "x", 0, 1, Scale.LINEAR, OptionalDouble.of(step), OptionalDouble.empty(), Optional.empty());
    }

    private static CategoricalParameter weighted(Double... probabilities) {
        return new CategoricalParameter(
                "c", List.of("a", "b"), List.of(probabilities), Optional.empty(), Optional.empty());
    }

    private static void assertDefect(ThrowableAssert.ThrowingCallable definition, String message) {
        assertThatThrownBy(definition)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
