package org.attune.tuner.store.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FilterTest {

    private enum State {
        RUNNING,
        FAILED
    }

    private record Row(int number, State state, Map<String, Object> params, String reason, Instant time) {}

    private static final Fields<Row> FIELDS = Fields.of(List.<Field<Row>>of(
                    Field.number("number", Row::number),
                    Field.word("state", State.values(), Row::state),
                    Field.text("reason", row -> row.reason().isEmpty() ? null : row.reason()),
                    Field.time("time", Row::time)))
            .withMap("params", (row, name) -> row.params().get(name));

    private static final Row ONE = new Row(
            1,
            State.RUNNING,
            Map.of("lr", 1e-4, "optimizer", "adam", "on", true, "deep.name", 3L),
            "",
            Instant.parse("2026-01-31T10:00:00Z"));
    private static final Row TWO = new Row(
            2,
            State.FAILED,
            Map.of("lr", Double.NaN, "optimizer", "sgd"),
            "CUDA out of memory",
            Instant.parse("2026-02-01T10:00:00Z"));

    private static boolean fits(String filter, Row row) {
        return Filter.parse(filter, FIELDS).fits(row);
    }

    @Test
    void comparisons_follow_the_kind_of_the_field() {
        for (String filter : List.of(
                "number=1",
                "number < 2",
                "number!=2",
                "state=RUNNING",
                "state = running",
                "state:RUN*",
                "params.lr<1e-3",
                "params.lr = 1.0e-4",
                "params.optimizer=adam",
                "params.optimizer = 'adam'",
                "params.optimizer=a*m",
                "params.optimizer:DA",
                "params.on=true",
                "params.deep.name=3",
                "params.other=null",
                "params.lr:*",
                "time<\"2026-02-01T00:00:00Z\"",
                "-state=FAILED",
                "NOT state=FAILED",
                "-(state=FAILED)")) {
            assertThat(fits(filter, ONE)).as(filter).isTrue();
        }
        for (String filter : List.of(
                "params.missing=1",
                "params.missing!=1",
                "params.optimizer=1",
                "params.optimizer=*gd*x",
                "reason:memory",
                "params.lr>=1e-3")) {
            assertThat(fits(filter, ONE)).as(filter).isFalse();
        }
        assertThat(fits("reason:MEMORY", TWO)).isTrue();
        assertThat(fits("reason=CUDA*", TWO)).isTrue();
        assertThat(fits("reason=\"CUDA out of memory\"", TWO)).isTrue();
    }

    @Test
    void what_is_not_a_number_has_no_order() {
        assertThat(fits("params.lr<1", TWO)).isFalse();
        assertThat(fits("params.lr>=1", TWO)).isFalse();
        assertThat(fits("params.lr=NaN", TWO)).isTrue();
        assertThat(fits("params.lr=NaN", ONE)).isFalse();
        assertThat(fits("params.lr!=1", TWO)).isTrue();
    }

    @Test
    void or_binds_tighter_than_and() {
        // (1 or 2) and failed, not 1 or (2 and failed)
        assertThat(fits("number=1 OR number=2 AND state=FAILED", ONE)).isFalse();
        assertThat(fits("number=1 OR number=2 AND state=FAILED", TWO)).isTrue();
        assertThat(fits("number=1 OR (number=2 AND state=FAILED)", ONE)).isTrue();
    }

    @Test
    void mistakes_are_told_with_their_column() {
        wrong("nmber=1", 1, "there is no field nmber", "number");
        wrong("number=1 state=FAILED", 10, "found state", null);
        wrong("number=1 AND", 13, "found the end", null);
        wrong("number", 7, "found the end after number", null);
        wrong("(number=1", 10, "found the end", null);
        wrong("number=x", 8, "number is a number", null);
        wrong("number!1", 7, "found !", "!=");
        wrong("state=RUNING", 7, "state is never RUNING", "RUNNING");
        wrong("state<RUNNING", 6, "state has no order", "=");
        wrong("time>yesterday", 6, "time is a time", null);
        wrong("reason=\"open", 8, "does not end", null);
        wrong("number>null", 7, "null is compared", "=");
        wrong("(".repeat(40) + "number=1", 33, "parentheses deep", null);
    }

    private static void wrong(String filter, int column, String detail, String nearest) {
        assertThatThrownBy(() -> Filter.parse(filter, FIELDS))
                .as(filter)
                .isInstanceOfSatisfying(FilterProblem.class, problem -> {
                    assertThat(problem.column()).isEqualTo(column);
                    assertThat(problem.detail()).contains(detail);
                    assertThat(problem.nearest().orElse(null)).isEqualTo(nearest);
                });
    }

    @Test
    void orders_put_what_is_missing_last_either_way() {
        List<Row> rows = new ArrayList<>(List.of(
                new Row(1, State.RUNNING, Map.of(), "", Instant.EPOCH),
                new Row(2, State.RUNNING, Map.of("lr", 0.5), "", Instant.EPOCH),
                new Row(3, State.RUNNING, Map.of("lr", Double.NaN), "", Instant.EPOCH),
                new Row(4, State.RUNNING, Map.of("lr", 2L), "", Instant.EPOCH)));
        rows.sort(OrderBy.parse("params.lr", FIELDS, "number").comparator());
        assertThat(rows.stream().map(Row::number)).containsExactly(2, 4, 3, 1);
        rows.sort(OrderBy.parse("params.lr desc, number", FIELDS, "number").comparator());
        assertThat(rows.stream().map(Row::number)).containsExactly(4, 2, 3, 1);
        assertThatThrownBy(() -> OrderBy.parse("number, nope desc", FIELDS, "number"))
                .isInstanceOfSatisfying(
                        FilterProblem.class, p -> assertThat(p.column()).isEqualTo(8));
        assertThatThrownBy(() -> OrderBy.parse("number up", FIELDS, "number")).isInstanceOf(FilterProblem.class);
        assertThatThrownBy(() -> OrderBy.parse("number,number", FIELDS, "number"))
                .isInstanceOf(FilterProblem.class);
    }

    @Test
    void wildcards_match_as_a_plain_search_does_and_in_linear_time() {
        assertThat(Comparison.fits("a*b*c", "axxbyyc")).isTrue();
        assertThat(Comparison.fits("a*b*c", "axxbyy")).isFalse();
        assertThat(Comparison.fits("*", "")).isTrue();
        assertThat(Comparison.fits("**x", "x")).isTrue();
        assertThat(Comparison.fits("a*", "ba")).isFalse();
        assertThat(Comparison.fits("a*".repeat(300) + "b", "a".repeat(20_000))).isFalse();
    }

    @Test
    void no_text_breaks_the_reader() {
        String alphabet = "number state AND OR NOT - ( ) = != < : \" ' 1 * null params.lr \\ é ";
        String[] pieces = alphabet.split(" ", -1);
        long seed = 20_260_131;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]).append(random.nextBoolean() ? " " : "");
            }
            try {
                Filter.parse(text.toString(), FIELDS).fits(ONE);
            } catch (FilterProblem expected) {
                assertThat(expected.column()).as("seed %d: %s", seed, text).isBetween(1, text.length() + 1);
            }
        }
    }
}
