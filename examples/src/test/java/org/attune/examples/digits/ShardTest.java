package org.attune.examples.digits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ShardTest {
    @Test
    void shards_cover_the_range_without_overlap_and_differ_by_at_most_one() {
        for (int world = 1; world <= 9; world++) {
            for (int size = 0; size <= 40; size++) {
                int next = 5;
                for (int rank = 0; rank < world; rank++) {
                    Shard shard = Shard.of(5, 5 + size, rank, world);
                    assertThat(shard.from()).isEqualTo(next);
                    assertThat(shard.size()).isBetween(size / world, (size + world - 1) / world);
                    next = shard.to();
                }
                assertThat(next).isEqualTo(5 + size);
            }
        }
    }

    @Test
    void huge_ranges_do_not_overflow() {
        assertThat(Shard.of(0, Integer.MAX_VALUE, 63, 64).to()).isEqualTo(Integer.MAX_VALUE);
    }
}
