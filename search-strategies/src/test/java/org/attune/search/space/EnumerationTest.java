package org.attune.search.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.attune.search.property.Property;
import org.attune.search.property.RandomSpaces;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EnumerationTest {

    private static final long MOST_BRUTE_FORCE = 20_000;

    @Test
    void every_point_occurs_exactly_once() {
        Property.holds(300, random -> {
            SearchSpace space = RandomSpaces.drawFinite(random, 6);
            Optional<Set<Assignment>> expected = bruteForce(space);
            if (expected.isEmpty()) {
                return;
            }
            Enumeration points = Enumeration.ofAll(space).orElseThrow();
            assertThat(points.size()).isEqualTo(expected.get().size());
            Set<Assignment> seen = new HashSet<>();
            for (long i = 0; i < points.size(); i++) {
                Assignment point = ((Canonical.Valid) points.at(i)).assignment();
                assertThat(seen.add(point))
                        .as("point %s of index %d is new", point, i)
                        .isTrue();
            }
            assertThat(seen).isEqualTo(expected.get());
        });
    }

    /** All combinations of all values, inactive ones forgotten: duplicates fall together in the set. */
    private static Optional<Set<Assignment>> bruteForce(SearchSpace space) {
        int count = space.parameters().size();
        long combinations = 1;
        for (int i = 0; i < count; i++) {
            combinations *= space.domain(i).levels();
        }
        if (combinations > MOST_BRUTE_FORCE) {
            return Optional.empty();
        }
        Set<Assignment> points = new HashSet<>();
        for (long code = 0; code < combinations; code++) {
            Object[] values = new Object[count];
            long rest = code;
            for (int i = 0; i < count; i++) {
                values[i] = space.domain(i).level(rest % space.domain(i).levels());
                rest /= space.domain(i).levels();
            }
            Object[] point = new Object[count];
            for (int i : space.graph().order()) {
                point[i] = space.graph().holds(i, point) ? values[i] : null;
            }
            points.add(((Canonical.Valid) space.finish(point)).assignment());
        }
        return Optional.of(points);
    }

    @Test
    void the_first_parameter_varies_slowest() {
        SearchSpace space = SearchSpace.builder()
                .add(BoolParameter.of("a"))
                .add(IntParameter.of("n", 1, 2, Scale.LINEAR))
                .build();
        Enumeration points = Enumeration.ofAll(space).orElseThrow();
        List<Object> all = new ArrayList<>();
        for (long i = 0; i < points.size(); i++) {
            all.add(((Canonical.Valid) points.at(i)).assignment().values());
        }
        assertThat(all)
                .containsExactly(
                        Map.of("a", false, "n", 1L),
                        Map.of("a", false, "n", 2L),
                        Map.of("a", true, "n", 1L),
                        Map.of("a", true, "n", 2L));
    }

    @Test
    void a_parent_with_a_billion_values_is_counted_by_the_ranges_that_matter() {
        SearchSpace space = SearchSpace.builder()
                .add(IntParameter.of("n", 1, 1_000_000_000, Scale.LOG))
                .add(new BoolParameter("b", Optional.empty(), Optional.of(Condition.between("n", 10, 19))))
                .add(new BoolParameter("c", Optional.empty(), Optional.of(Condition.oneOf("n", 15, 7, 2.5))))
                .build();
        Enumeration points = Enumeration.ofAll(space).orElseThrow();
        // b doubles ten of them, c doubles 7 and 15, where 15 has b as well
        assertThat(points.size()).isEqualTo(1_000_000_000L + 10 + 1 + 2);
        assertThat(((Canonical.Valid) points.at(points.size() - 1)).assignment().values())
                .isEqualTo(Map.of("n", 1_000_000_000L));
    }

    @Test
    void many_switches_before_their_children_are_counted_without_a_table_of_all_states() {
        SearchSpace.Builder builder = SearchSpace.builder();
        for (int i = 0; i < 39; i++) {
            builder.add(BoolParameter.of("on" + i));
        }
        for (int i = 0; i < 39; i++) {
            builder.add(new ConstantParameter("k" + i, 1));
            builder.add(new BoolParameter("x" + i, Optional.empty(), Optional.of(Condition.oneOf("on" + i, true))));
        }
        SearchSpace space = builder.build();
        Enumeration points = Enumeration.ofAll(space).orElseThrow();
        long expected = 1;
        for (int i = 0; i < 39; i++) {
            expected *= 3;
        }
        assertThat(points.size()).isEqualTo(expected);
        assertThat(space.size()).isEmpty();
        assertThat(points.at(expected - 1)).isInstanceOf(Canonical.Valid.class);
    }

    @Test
    void conditions_that_are_too_entangled_are_refused_and_not_counted_for_ever() {
        SearchSpace.Builder builder = SearchSpace.builder().add(BoolParameter.of("root"));
        for (int i = 0; i < 40; i++) {
            builder.add(BoolParameter.of("on" + i));
        }
        for (int i = 0; i < 40; i++) {
            // the root ties all switches into one group, and each child waits for the far end
            Map<String, Condition.Test> tests = new LinkedHashMap<>();
            tests.put("on" + i, new Condition.OneOf(List.of(true)));
            tests.put("on" + (39 - i), new Condition.OneOf(List.of(true)));
            tests.put("root", new Condition.OneOf(List.of(true)));
            builder.add(new BoolParameter("x" + i, Optional.empty(), Optional.of(new Condition(tests))));
        }
        SearchSpace space = builder.build();
        assertThat(Enumeration.ofAll(space)).isEmpty();
        assertThat(space.size()).isEmpty();
    }
}
