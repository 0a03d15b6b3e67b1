package org.attune.runner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.attune.runner.worker.WorkerState.Change;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TransitionsTest {

    private static Transitions<String, Integer> table() {
        return Transitions.<String, Integer>start("a")
                .on("a", 1, "b")
                .on("b", 1, "b")
                .on("b", 2, "c")
                .end("c");
    }

    @Test
    void an_event_leads_on_or_is_not_allowed() {
        Transitions<String, Integer> table = table();
        assertThat(table.next("a", 1)).contains("b");
        assertThat(table.next("a", 2)).isEmpty();
        assertThat(table.next("c", 1)).isEmpty();
        assertThat(table.isEnd("c")).isTrue();
        assertThat(table.startState()).isEqualTo("a");
    }

    @Test
    void what_was_not_taken_is_named() {
        Transitions<String, Integer> table = table();
        assertThat(table.unvisited()).hasSize(3);
        table.next("a", 1);
        table.next("a", 7);
        assertThat(table.unvisited()).extracting(Object::toString).containsExactly("b --1--> b", "b --2--> c");
    }

    @Test
    void the_diagram_is_the_table() {
        assertThat(table().toMermaid())
                .isEqualTo("stateDiagram-v2\n    [*] --> a\n    a --> b : 1\n    b --> b : 1\n    b --> c : 2\n"
                        + "    c --> [*]\n");
    }

    @Test
    void wrong_tables_cannot_be_made() {
        assertThatThrownBy(() ->
                        Transitions.<String, Integer>start("a").on("a", 1, "b").on("a", 1, "c"))
                .hasMessageContaining("two lines");
        assertThatThrownBy(() ->
                        Transitions.<String, Integer>start("a").on("a", 1, "b").end("c"))
                .hasMessageContaining("b is never left");
        assertThatThrownBy(() -> Transitions.<String, Integer>start("a")
                        .on("a", 1, "b")
                        .on("b", 1, "a")
                        .end("b"))
                .hasMessageContaining("final and left");
        assertThatThrownBy(() -> Transitions.<String, Integer>start("a")
                        .on("a", 1, "b")
                        .on("x", 1, "b")
                        .end("b"))
                .hasMessageContaining("nothing leads");
    }

    @Test
    void a_worker_that_has_ended_stays_so() {
        for (Change change : Change.values()) {
            assertThat(WorkerState.TRANSITIONS.next(WorkerState.EXITED, change)).isEmpty();
            assertThat(WorkerState.TRANSITIONS.next(WorkerState.LOST, change)).isEmpty();
        }
        assertThat(WorkerState.TRANSITIONS.next(WorkerState.STOPPING, Change.STOP))
                .contains(WorkerState.STOPPING);
    }

    @Test
    void names_of_workers_are_read_back() {
        WorkerId id = new WorkerId(new AttemptId("ab12cd34", 7, 1), 0);
        assertThat(id).hasToString("ab12cd34-7-a1-r0");
        assertThat(WorkerId.parse("ab12cd34-7-a1-r0")).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "ab-7-a1", "ab-7-a1-r", "ab-7-r0", "ab-0-a1-r0", "../x-7-a1-r0", "ab-7-a0-r0", "AB-7-a1-r0"})
    void other_names_are_refused(String text) {
        assertThatThrownBy(() -> WorkerId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void templates_put_values_in_their_places() {
        Map<String, String> values = Map.of("lr", "0.1", "v", "${lr}$$");
        assertThat(Template.expand("--lr=${lr} $$ $x ${v} $", values)).isEqualTo("--lr=0.1 $ $x ${lr}$$ $");
        assertThat(Template.expand("", values)).isEmpty();
        assertThatThrownBy(() -> Template.expand("${no}", values))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("${no}");
        assertThatThrownBy(() -> Template.expand("a ${lr", values)).hasMessageContaining("without }");
    }
}
