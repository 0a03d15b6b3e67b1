package org.attune.tuner.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LineFilterTest {

    @Test
    void the_lines_that_match_stay_with_their_ends() {
        assertThat(kept("loss=\\d", "step=1\nloss=2\nno loss\nloss=3")).isEqualTo("loss=2\nloss=3");
        assertThat(LineFilter.read("")).isNull();
    }

    /** The first takes for ever, the second a stack without end. */
    @ParameterizedTest
    @ValueSource(strings = {"(a+)+$", "(a|b)*c"})
    void an_expression_that_takes_too_much_is_refused(String expression) {
        assertThatThrownBy(() -> kept(expression, "a".repeat(16_000) + "!"))
                .isInstanceOf(RequestProblem.class)
                .hasMessageContaining("a simpler expression");
    }

    private static String kept(String expression, String log) {
        @Nullable LineFilter filter = LineFilter.read(expression);
        assertThat(filter).isNotNull();
        byte[] bytes = log.getBytes(StandardCharsets.UTF_8);
        return filter == null ? "" : new String(filter.of(bytes, 0, bytes.length), StandardCharsets.UTF_8);
    }
}
