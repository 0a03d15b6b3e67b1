package org.attune.search.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PermutationTest {

    @Test
    void every_number_below_the_bound_occurs_once() {
        for (long size : new long[] {1, 2, 3, 4, 5, 31, 32, 33, 1_000, 4_097}) {
            Permutation order = new Permutation(size, 11);
            assertThat(LongStream.range(0, size).map(order::at).sorted())
                    .containsExactlyElementsOf(LongStream.range(0, size).boxed().toList());
        }
    }

    @Test
    void the_order_is_not_that_of_the_numbers_and_depends_on_the_seed() {
        Permutation order = new Permutation(1_000, 1);
        long rising = LongStream.range(1, 1_000)
                .filter(i -> order.at(i) > order.at(i - 1))
                .count();
        assertThat(rising).isBetween(400L, 600L);
        assertThat(order.at(0) != new Permutation(1_000, 2).at(0) || order.at(1) != new Permutation(1_000, 2).at(1))
                .isTrue();
    }

    @Test
    void the_largest_bound_works() {
        Permutation order = new Permutation(Long.MAX_VALUE, 3);
        assertThat(order.at(0)).isBetween(0L, Long.MAX_VALUE - 1);
        assertThat(order.at(Long.MAX_VALUE - 1)).isBetween(0L, Long.MAX_VALUE - 1);
    }
}
