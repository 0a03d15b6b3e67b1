package org.attune.tuner.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ExpressionTest {

    private static final Map<String, Object> VALUES =
            Map.of("lr", 0.5, "batch", 64L, "opt", "sgd", "on", true, "train/loss", 2.0);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 + 2 * 3               | 7",
                "(1 + 2) * 3             | 9",
                "7 - 2 - 1               | 4",
                "-2 * -3                 | 6",
                "+2                      | 2",
                "batch / 4               | 16",
                "batch / 3 > 21.3        | true",
                "7 / 2                   | 3.5",
                "7 % 4                   | 3",
                "1 / 0                   | Infinity",
                "5 % 0                   | NaN",
                "0 / 0 == 0 / 0          | false",
                "lr < 1 and not (batch > 100) | true",
                "lr > 1 or opt == 'sgd'  | true",
                "opt in ('adam', \"sgd\") | true",
                "opt not in ('adam')     | true",
                "batch in (32, 64.0)     | true",
                "min(3, 1, 2)            | 1",
                "max(batch, 100.5)       | 100.5",
                "abs(-3)                 | 3",
                "floor(2.7) + ceil(2.1)  | 5",
                "pow(2, 10)              | 1024",
                "sqrt(16)                | 4.0",
                "if(on, 1, 2)            | 1",
                "if(lr >= 1, 'a', 'b')   | b",
                "log(exp(1))             | 1.0",
                "`train/loss` * 2        | 4.0",
                "9223372036854775807 + 1 > 1 | true",
                "1e3                     | 1000.0",
                "true != false           | true",
            })
    void it_computes(String text, String expected) {
        assertThat(parsed(text).evaluate(VALUES)).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "1 +          | 3 | expected a value, found the end",
                "1 2          | 2 | expected an operator or the end, found \"2\"",
                "a = 1        | 2 | unexpected \"=\"; equality is ==",
                "a && b       | 2 | unexpected \"&\"; write and",
                "2 ** 3       | 2 | unexpected \"*\"; a power is pow(a, b)",
                "a < b < c    | 6 | expected an operator or the end, found \"<\"; join two comparisons with and",
                "sqr(2)       | 0 | there is no function \"sqr\"; did you mean sqrt?",
                "pow(2)       | 0 | pow takes 2 values, found 1",
                "(1           | 2 | expected \")\", found the end",
                "'abc         | 0 | the closing ' is missing",
                "1.2.3        | 0 | \"1.2.3\" is not a number",
                "and          | 0 | expected a value, found \"and\"",
                "a in 3       | 5 | expected \"(\", found \"3\"",
                "`a b`        | 0 | \"a b\" is not a name",
            })
    void a_mistake_points_into_the_text(String text, int from, String detail) {
        assertThat(Expression.parse(text)).isInstanceOfSatisfying(Expression.Result.Failed.class, f -> {
            assertThat(f.mistake().detail()).isEqualTo(detail);
            assertThat(f.mistake().from()).isEqualTo(from);
        });
    }

    @Test
    void types_are_checked_once_each() {
        Map<String, Expression.Type> types =
                Map.of("lr", Expression.Type.NUMBER, "opt", Expression.Type.TEXT, "on", Expression.Type.BOOL);
        assertThat(parsed("lr < 1 and opt == 'x' or on").check(types::get, Expression.Type.BOOL))
                .isEmpty();
        assertThat(details(parsed("opt + 1 < 2").check(types::get, Expression.Type.BOOL)))
                .containsExactly("each side of + must be a number, but \"opt\" is text");
        assertThat(details(parsed("lr == 'x'").check(types::get, Expression.Type.BOOL)))
                .containsExactly("\"lr\" is a number, but \"'x'\" is text");
        assertThat(details(parsed("lr + nope").check(types::get, Expression.Type.BOOL)))
                .containsExactly(
                        "there is no \"nope\"",
                        "the whole expression must be true or false, but \"lr + nope\" is a number");
        assertThat(parsed("if(on, lr, 2) * 3").check(types::get, Expression.Type.NUMBER))
                .isEmpty();
    }

    @Test
    void names_are_collected_in_order() {
        assertThat(parsed("b + `x-y` * a.c - b").names()).containsExactly("b", "x-y", "a.c");
    }

    @Test
    void size_and_depth_are_bounded() {
        assertThat(Expression.parse("(".repeat(900) + "1" + ")".repeat(900)))
                .isInstanceOf(Expression.Result.Failed.class);
        assertThat(Expression.parse("not ".repeat(400) + "true")).isInstanceOf(Expression.Result.Failed.class);
        assertThat(Expression.parse("-".repeat(1000) + "1")).isInstanceOf(Expression.Result.Failed.class);
        assertThat(Expression.parse("1".repeat(2001))).isInstanceOf(Expression.Result.Failed.class);
        assertThat(parsed("1" + "+1".repeat(999)).evaluate(Map.of())).isEqualTo(1000L);
    }

    @Test
    void a_constraint_that_names_an_inactive_parameter_holds() {
        assertThat(parsed("momentum < 0").holds(VALUES)).isTrue();
        assertThat(parsed("lr < 0").holds(VALUES)).isFalse();
    }

    @Test
    void derived_values_leave_out_what_is_inactive() {
        StudySpec spec = Specs.valid(
                Specs.with("derived: {per: 'lr / workers', twice: 'per * 2', big: \"if(opt == 'sgd', 1, 2)\"}"));
        assertThat(Derived.values(spec, Map.of("lr", 1.0), 4)).isEqualTo(Map.of("per", 0.25, "twice", 0.5));
    }

    private static Expression parsed(String text) {
        if (Expression.parse(text) instanceof Expression.Result.Parsed p) {
            return p.expression();
        }
        throw new AssertionError(Expression.parse(text).toString());
    }

    private static List<String> details(List<Expression.Mistake> mistakes) {
        return mistakes.stream().map(Expression.Mistake::detail).toList();
    }
}
