package org.attune.benchmarks.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SearchOptionsTest {

    @Test
    void strategies_are_written_with_their_options() {
        SearchOptions options = SearchOptions.parse(
                "--strategies", "tpe+startupTrials=20+gamma=0.2+repeats=true,random", "--seeds", "3");

        assertThat(options.seeds()).isEqualTo(3);
        assertThat(options.strategies()).hasSize(2);
        Contestant tpe = options.strategies().get(0);
        assertThat(tpe.type()).isEqualTo("tpe");
        assertThat(tpe.options())
                .containsEntry("startupTrials", 20L)
                .containsEntry("gamma", 0.2)
                .containsEntry("repeats", true);
    }

    @Test
    void a_racer_is_a_strategy_with_a_rule_that_is_told_the_length_of_a_trial() {
        Racer racer = SearchOptions.parse("--racers", "tpe+startupTrials=20/hyperband+eta=4")
                .racers()
                .get(0);

        assertThat(racer.strategy().type()).isEqualTo("tpe");
        assertThat(racer.rule()).contains("hyperband");
        assertThat(racer.ruleFor(64).orElseThrow().rungs().levels()).containsExactly(4L, 16L, 64L);
        assertThat(Racer.known("random/nothing")).isFalse();
    }

    @Test
    void what_is_wrong_is_said() {
        assertThatThrownBy(() -> SearchOptions.parse("--strategies", "tpo")).hasMessageContaining("tpe");
        assertThatThrownBy(() -> SearchOptions.parse("--strategies", "tpe+startup"))
                .hasMessageContaining("name=value");
        assertThatThrownBy(() -> SearchOptions.parse("--seeds", "0")).hasMessageContaining("from 1");
        assertThatThrownBy(() -> SearchOptions.parse("--seeds")).hasMessageContaining("needs a value");
        assertThatThrownBy(() -> SearchOptions.parse("--sedes", "1")).hasMessageContaining("--seeds");
        assertThatThrownBy(() -> SearchOptions.parse("--racers", "random/ash")).hasMessageContaining("asha");
    }
}
