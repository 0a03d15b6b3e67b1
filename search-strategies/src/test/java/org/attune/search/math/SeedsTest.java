package org.attune.search.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SeedsTest {

    @Test
    void seeds_and_generators_are_the_same_on_every_java() {
        // written down once: a change here would change every seeded study
        assertThat(Seeds.of(7).forTrial(3).forUse("random")).isEqualTo(-3083127630046926180L);
        assertThat(Seeds.generator(1).nextLong()).isEqualTo(-1758847578096520770L);
        assertThat(Seeds.generator(1).nextLong()).isEqualTo(-1758847578096520770L);
    }

    @Test
    void studies_trials_and_uses_do_not_share_seeds() {
        Set<Long> seeds = new HashSet<>();
        for (long study = -2; study < 20; study++) {
            for (int trial = 0; trial < 200; trial++) {
                for (String use : new String[] {"", "a", "b", "ab", "ba", "random"}) {
                    assertThat(seeds.add(Seeds.of(study).forTrial(trial).forUse(use)))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void one_bit_of_the_study_seed_changes_half_of_the_result() {
        int changed = 0;
        for (int bit = 0; bit < 64; bit++) {
            long other = Seeds.of(42 ^ 1L << bit).forTrial(1).forUse("random");
            changed += Long.bitCount(other ^ Seeds.of(42).forTrial(1).forUse("random"));
        }
        assertThat(changed / 64.0).isBetween(28.0, 36.0);
    }
}
