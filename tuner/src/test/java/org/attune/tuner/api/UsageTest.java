package org.attune.tuner.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.attune.tuner.store.view.NodeTimeRow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Sums of what attempts took. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class UsageTest {

    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;

    /** Two workers with three devices on gpu-1, one of them on gpu-2; another study a day later. */
    private static final List<NodeTimeRow> ROWS = List.of(
            new NodeTimeRow("a", "ana", "gpu-1", 1, 1, 1, 2, 23 * HOUR, 26 * HOUR, false),
            new NodeTimeRow("a", "ana", "gpu-2", 1, 1, 1, 1, 23 * HOUR, 26 * HOUR, false),
            new NodeTimeRow("b", "li", "gpu-1", 1, 1, 4, 0, 2 * DAY, 2 * DAY + HOUR, true));

    private static List<Usage.Line> lines(Usage.By by, long from, long to, Map<Usage.By, @Nullable String> only) {
        Usage usage = new Usage(by, from, to, only);
        ROWS.forEach(usage::add);
        return usage.lines();
    }

    @Test
    void gangs_on_several_nodes_count_on_each_and_are_one_attempt() {
        assertThat(lines(Usage.By.STUDY, 0, 3 * DAY, Map.of()))
                .containsExactly(new Usage.Line("a", 9 * 3600, 6 * 3600, 1), new Usage.Line("b", 0, 4 * 3600, 1));
        assertThat(lines(Usage.By.NODE, 0, 3 * DAY, Map.of()))
                .containsExactly(
                        new Usage.Line("gpu-1", 6 * 3600, 7 * 3600, 2), new Usage.Line("gpu-2", 3 * 3600, 3 * 3600, 1));
        assertThat(lines(Usage.By.USER, 0, 3 * DAY, Map.of()))
                .extracting(Usage.Line::key)
                .containsExactly("ana", "li");
    }

    @Test
    void days_are_cut_at_midnight_and_spans_at_their_ends() {
        assertThat(lines(Usage.By.DAY, 0, 3 * DAY, Map.of()))
                .containsExactly(
                        new Usage.Line("1970-01-01", 3 * 3600, 2 * 3600, 1),
                        new Usage.Line("1970-01-02", 6 * 3600, 4 * 3600, 1),
                        new Usage.Line("1970-01-03", 0, 4 * 3600, 1));
        assertThat(lines(Usage.By.DAY, 25 * HOUR, 26 * HOUR, Map.of()))
                .containsExactly(new Usage.Line("1970-01-02", 3 * 3600, 2 * 3600, 1));
        assertThat(lines(Usage.By.DAY, 26 * HOUR, 2 * DAY, Map.of())).isEmpty();
    }

    @Test
    void one_study_or_node_may_be_asked_for() {
        Map<Usage.By, @Nullable String> only = new HashMap<>();
        only.put(Usage.By.NODE, "gpu-1");
        only.put(Usage.By.STUDY, null);
        assertThat(lines(Usage.By.STUDY, 0, 3 * DAY, only))
                .containsExactly(new Usage.Line("a", 6 * 3600, 3 * 3600, 1), new Usage.Line("b", 0, 4 * 3600, 1));
    }

    @Test
    void times_are_days_or_moments() {
        assertThat(Usage.time("from", "1970-01-02")).isEqualTo(DAY);
        assertThat(Usage.time("from", "1970-01-01T01:00:00Z")).isEqualTo(HOUR);
        for (String wrong : List.of("yesterday", "2026-13-01", "", "2026-1-1")) {
            assertThatThrownBy(() -> Usage.time("from", wrong)).hasMessageContaining("2026-11-01");
        }
    }
}
