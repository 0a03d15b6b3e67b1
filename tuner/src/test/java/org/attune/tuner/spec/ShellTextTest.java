package org.attune.tuner.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ShellTextTest {

    @Test
    void a_dollar_that_a_shell_reads_is_no_mistake() {
        assertThat(warnings("[sh, -c, 'for i in 1 2; do echo loss=$i; done']")).isEmpty();
        assertThat(warnings("[/bin/bash, -c, 'echo loss=$(date +%s)']")).isEmpty();
    }

    @Test
    void a_dollar_that_nobody_reads_is_warned_of() {
        assertThat(warnings("[echo, 'loss=$i']")).hasSize(1);
    }

    private static List<SpecProblem> warnings(String command) {
        SpecResult result = SpecReader.read("""
                study: shell
                objective: {metric: loss, goal: minimize}
                parameters:
                  x: {type: float, min: 0, max: 1}
                maxTrials: 1
                trial: {command: %s}
                """.formatted(command), "study.yaml");
        assertThat(result).isInstanceOf(SpecResult.Valid.class);
        return result.all();
    }
}
