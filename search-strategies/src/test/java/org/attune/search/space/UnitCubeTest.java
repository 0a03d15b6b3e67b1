package org.attune.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.attune.search.property.Property;
import org.attune.search.property.RandomSpaces;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class UnitCubeTest {

    private static UnitCube cube(Parameter parameter) {
        return new UnitCube(SearchSpace.builder().add(parameter).build());
    }

    private static Object value(Parameter parameter, double unit) {
        Canonical canonical = cube(parameter).decode(new double[] {unit});
        return Objects.requireNonNull(
                ((Canonical.Valid) canonical).assignment().values().get(parameter.name()));
    }

    @Test
    void decoding_what_was_encoded_gives_it_back() {
        Property.holds(300, random -> {
            SearchSpace space = RandomSpaces.draw(random, 8);
            UnitCube cube = new UnitCube(space);
            double[] point = random.doubles(cube.dimensions()).toArray();
            if (cube.decode(point) instanceof Canonical.Valid valid) {
                double[] encoded = cube.encode(valid.assignment());
                assertThat(encoded).hasSize(cube.dimensions());
                for (double unit : encoded) {
                    assertThat(unit).isBetween(0.0, 1.0);
                }
                Canonical again = cube.decode(encoded);
                if (again instanceof Canonical.Valid back) {
                    assertClose(back.assignment().values(), valid.assignment().values());
                }
            }
        });
    }

    /** Floats may differ in the last digits, everything else not at all. */
    private static void assertClose(Map<String, Object> actual, Map<String, Object> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, value) -> {
            if (value instanceof Double number) {
                assertThat((Double) actual.get(name)).isCloseTo(number, within(1e-9));
            } else {
                assertThat(actual.get(name)).isEqualTo(value);
            }
        });
    }

    @Test
    void scales_place_the_middle_where_their_name_says() {
        assertThat((Double) value(FloatParameter.of("x", 0, 10, Scale.LINEAR), 0.5))
                .isEqualTo(5);
        assertThat((Double) value(FloatParameter.of("x", 1e-4, 1, Scale.LOG), 0.5))
                .isCloseTo(1e-2, within(1e-12));
        assertThat((Double) value(FloatParameter.of("x", 0.9, 0.9999, Scale.REVERSE_LOG), 1 / 3.0))
                .isCloseTo(0.99, within(1e-12));
        // above 1 the distance is measured from min + max: mirrored log
        assertThat((Double) value(FloatParameter.of("x", 1, 100, Scale.REVERSE_LOG), 0.5))
                .isCloseTo(91, within(1e-9));
    }

    @Test
    void the_ends_of_the_cube_are_the_ends_of_the_range() {
        for (Scale scale : Scale.values()) {
            FloatParameter range = FloatParameter.of("x", 0.5, 0.999, scale);
            assertThat(value(range, 0)).isEqualTo(0.5);
            assertThat(value(range, 1)).isEqualTo(0.999);
            IntParameter whole = IntParameter.of("n", 2, 9, scale);
            assertThat(value(whole, 0)).isEqualTo(2L);
            assertThat(value(whole, 1)).isEqualTo(9L);
        }
        assertThat(value(CategoricalParameter.of("c", List.of("a", "b")), 1)).isEqualTo("b");
    }

    @Test
    void whole_numbers_have_cells_of_equal_width_and_log_ones_of_equal_ratio() {
        int[] linear = histogram(IntParameter.of("n", 1, 4, Scale.LINEAR), 4_000);
        assertThat(linear).containsExactly(0, 1_000, 1_000, 1_000, 1_000);
        int[] log = histogram(IntParameter.of("n", 1, 4, Scale.LOG), 100_000);
        // margins of half a step: from 0.5 to 4.5, so 1 has log(1.5 / 0.5) of log(4.5 / 0.5)
        assertThat(log[1] / 1e5).isCloseTo(0.5, within(1e-3));
        assertThat(log[4] / 1e5).isCloseTo(Math.log(4.5 / 3.5) / Math.log(9), within(1e-3));
    }

    private static int[] histogram(IntParameter parameter, int points) {
        int[] counts = new int[(int) parameter.max() + 1];
        for (int i = 0; i < points; i++) {
            counts[((Long) value(parameter, (i + 0.5) / points)).intValue()]++;
        }
        return counts;
    }

    @Test
    void steps_end_at_the_last_one_that_fits_and_print_in_decimals() {
        FloatParameter dropout = new FloatParameter(
                "x", 0, 0.75, Scale.LINEAR, OptionalDouble.of(0.1), OptionalDouble.empty(), Optional.empty());
        assertThat(value(dropout, 1)).isEqualTo(0.7);
        assertThat(value(dropout, 0.4)).isEqualTo(0.3);
        IntParameter odd = new IntParameter("n", 1, 10, Scale.LINEAR, 4, OptionalLong.empty(), Optional.empty());
        assertThat(value(odd, 1)).isEqualTo(9L);
    }

    @Test
    void probabilities_are_the_widths_of_cells_and_zero_is_never_hit() {
        CategoricalParameter parameter = new CategoricalParameter(
                "c",
                List.of("never", "rare", "often", "nor this"),
                List.of(0.0, 0.1, 0.9, 0.0),
                Optional.empty(),
                Optional.empty());
        Map<Object, Integer> counts = new HashMap<>();
        for (int i = 0; i <= 1_000; i++) {
            counts.merge(value(parameter, i / 1_000.0), 1, Integer::sum);
        }
        assertThat(counts).isEqualTo(Map.of("rare", 100, "often", 901));
    }

    @Test
    void given_values_replace_coordinates_and_wake_their_children() {
        SearchSpace space = SearchSpace.builder()
                .add(CategoricalParameter.of("o", List.of("adam", "sgd")))
                .add(new BoolParameter("nesterov", Optional.empty(), Optional.of(Condition.oneOf("o", "sgd"))))
                .build();
        UnitCube cube = new UnitCube(space);
        Canonical sgd = cube.decode(new double[] {0, 0.9}, Map.of("o", "sgd"));
        assertThat(((Canonical.Valid) sgd).assignment().values()).isEqualTo(Map.of("o", "sgd", "nesterov", true));
        Canonical adam = cube.decode(new double[] {0, 0.9}, Map.of("nesterov", false));
        assertThat(((Canonical.Valid) adam).assignment().values()).isEqualTo(Map.of("o", "adam"));
    }

    @Test
    void constants_have_no_dimension_and_inactive_parameters_are_in_the_middle() {
        SearchSpace space = SearchSpace.builder()
                .add(new ConstantParameter("k", 1))
                .add(BoolParameter.of("a"))
                .add(new BoolParameter("b", Optional.empty(), Optional.of(Condition.oneOf("a", true))))
                .build();
        UnitCube cube = new UnitCube(space);
        assertThat(cube.dimensions()).isEqualTo(2);
        assertThat(cube.parameter(1).name()).isEqualTo("b");
        Canonical point = cube.decode(new double[] {0.1, 0.9});
        assertThat(cube.encode(((Canonical.Valid) point).assignment())).containsExactly(0.25, 0.5);
        assertThatThrownBy(() -> cube.decode(new double[3])).hasMessageContaining("3 coordinates, expected 2");
    }

    @Test
    void settling_a_point_is_decoding_and_encoding_it() {
        Property.holds(300, random -> {
            SearchSpace space = RandomSpaces.draw(random, 10);
            UnitCube cube = new UnitCube(space);
            double[] point = random.doubles(cube.dimensions()).toArray();
            if (cube.decode(point) instanceof Canonical.Valid valid) {
                boolean[] active = cube.settle(point);
                double[] expected = cube.encode(valid.assignment());
                for (int i = 0; i < point.length; i++) {
                    assertThat(point[i]).isCloseTo(expected[i], within(1e-9));
                    assertThat(active[i])
                            .isEqualTo(valid.assignment()
                                    .values()
                                    .containsKey(cube.parameter(i).name()));
                    if (cube.levels(i) > 0) {
                        assertThat(cube.snap(i, cube.coordinate(i, cube.index(i, point[i]))))
                                .isCloseTo(cube.snap(i, point[i]), within(1e-9));
                    }
                }
            }
        });
    }
}
