package org.attune.cluster.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class LabelSelectorTest {

    private static final Map<String, String> LABELS =
            Map.of("gpu.model", "A100", "gpu.count", "4", "zone", "eu-1", "host", "gpu-7");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gpu.model in (A100, H100)|true",
                "gpu.model in (H100)|false",
                "gpu.model notin (A100, H100)|false",
                "rack notin (r1)|true",
                "zone = eu-1|true",
                "zone=eu-2|false",
                "host != gpu-7|false",
                "rack != r1|true",
                "rack = r1|false",
                "gpu.count > 3|true",
                "gpu.count > 4|false",
                "gpu.count < 8.5|true",
                "zone > 3|false",
                "rack < 3|false",
                "exists zone|true",
                "exists rack|false",
                "  exists   zone  |true"
            })
    void selectors_hold_as_documented_and_print_what_they_read(String text, boolean holds) {
        LabelSelector selector = LabelSelector.parse(text);

        assertThat(selector.matches(LABELS)).isEqualTo(holds);
        assertThat(LabelSelector.parse(selector.toString())).isEqualTo(selector);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gpu.model|not a label selector",
                "zone == eu-1|one sign too many",
                "zone >= 3|one sign too many",
                "zone = a b|not a bare word",
                "zone =|not a bare word",
                "zone in (a,,b)|not a bare word",
                "9zone = a|not the name of a label",
                "gpu.count > many|not a number",
                "zone in a|not a label selector",
                "exists|not a label selector"
            })
    void what_is_none_is_refused_with_what_was_found(String text, String message) {
        assertThatThrownBy(() -> LabelSelector.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageContaining(text.strip());
    }
}
