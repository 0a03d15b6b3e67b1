package org.attune.runner.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.attune.runner.worker.MetricPoint;
import org.attune.runner.worker.MetricSelection;
import org.attune.runner.worker.RegexMetric;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden samples of the line grammar, and what hostile lines may not do. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LineGrammarTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_700_000_000_000L));
    private static final long NO_STEP = 0;

    /** A line, the form that reads it, the step, and what it tells; in the order of the line. */
    record Sample(String line, String form, long step, Map<String, Double> values) {}

    private static Sample sample(String line, String form, long step, Object... namesAndValues) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put((String) namesAndValues[i], ((Number) namesAndValues[i + 1]).doubleValue());
        }
        return new Sample(line, form, step, values);
    }

    static Stream<Sample> samples() {
        return Stream.of(pairs(), objects(), declaredNames(), nothing()).flatMap(samples -> samples);
    }

    private static Stream<Sample> pairs() {
        return Stream.of(
                sample("loss=0.3", "A", NO_STEP, "loss", 0.3),
                sample("accuracy=.98", "A", NO_STEP, "accuracy", 0.98),
                sample("Score=-7.53e-05", "A", NO_STEP, "Score", -7.53e-5),
                sample("epoch=3 loss=0.12 lr=1e-4", "A", 3, "loss", 0.12, "lr", 1e-4),
                sample("Epoch=3 loss=0.5 accuracy=.98", "A", 3, "loss", 0.5, "accuracy", 0.98),
                sample("val/loss = 1E0, val/acc=0.75", "A", NO_STEP, "val/loss", 1.0, "val/acc", 0.75),
                sample("loss=nan", "A", NO_STEP, "loss", Double.NaN),
                sample("loss=-inf", "A", NO_STEP, "loss", Double.NEGATIVE_INFINITY),
                sample("loss=Infinity", "A", NO_STEP, "loss", Double.POSITIVE_INFINITY),
                sample("foo.bar=2 a-b=3 c|d=4", "A", NO_STEP, "foo.bar", 2, "a-b", 3, "d", 4),
                sample("\u001B[32mval_acc=0.9\u001B[0m", "A", NO_STEP, "val_acc", 0.9),
                sample("loss=0.3, acc=0.9.", "A", NO_STEP, "loss", 0.3, "acc", 0.9),
                sample("acc=98%", "A", NO_STEP, "acc", 98),
                sample(
                        "Epoch 1:  50%|#####     | 5/10 [00:01<00:01,  4.90it/s, v_num=0, train_loss=2.31]",
                        "A", NO_STEP, "train_loss", 2.31));
    }

    private static Stream<Sample> objects() {
        return Stream.of(
                sample("{\"step\": 10, \"val_loss\": 0.25, \"ok\": true}", "B", 10, "val_loss", 0.25),
                sample(
                        "{\"loss\": NaN, \"acc\": \"0.5\", \"up\": -Infinity}",
                        "B",
                        NO_STEP,
                        "loss",
                        Double.NaN,
                        "acc",
                        0.5,
                        "up",
                        Double.NEGATIVE_INFINITY),
                sample(
                        "{\"metrics\": {\"loss\": 1}, \"eval\": {\"top\": {\"one\": 2}}}",
                        "B",
                        NO_STEP,
                        "loss",
                        1,
                        "eval.top.one",
                        2),
                sample("DLLL {\"step\": [1, 20], \"data\": {\"val.top1\": 76.1}}", "B", 20, "val.top1", 76.1),
                sample(
                        ":::MLLOG {\"key\": \"eval_accuracy\", \"value\": 0.75, \"metadata\": {\"epoch_num\": 4}}",
                        "B",
                        4,
                        "eval_accuracy",
                        0.75),
                sample(
                        "{'loss': 0.4811, 'grad_norm': 1.2, 'learning_rate': 4.5e-05, 'epoch': 0.5}",
                        "C",
                        NO_STEP,
                        "loss",
                        0.4811,
                        "grad_norm",
                        1.2,
                        "learning_rate",
                        4.5e-5),
                sample("{'eval_loss': '0.31', 'epoch': 1.0}", "C", NO_STEP, "eval_loss", 0.31));
    }

    private static Stream<Sample> declaredNames() {
        return Stream.of(
                sample("loss: 0.3", "D", NO_STEP, "loss", 0.3),
                sample(
                        "1875/1875 [====] - 4s 2ms/step - loss: 0.2212 - accuracy: 0.9343 - val_loss: 0.1159",
                        "D",
                        NO_STEP,
                        "loss",
                        0.2212,
                        "accuracy",
                        0.9343,
                        "val_loss",
                        0.1159),
                sample("12:30:45 INFO loss: 0.5 ratio 3:4", "D", NO_STEP, "loss", 0.5),
                sample("epoch: 7 - loss: 0.5", "D", 7, "loss", 0.5),
                sample("epoch 3 lr2=0.001 - val_loss: 0.25", "D", NO_STEP, "val_loss", 0.25));
    }

    private static Stream<Sample> nothing() {
        return Stream.of(
                sample("2loss=0.3", "-", NO_STEP),
                sample("loss=1,234", "-", NO_STEP),
                sample("loss=", "-", NO_STEP),
                sample("loss=None", "-", NO_STEP),
                sample("--lr=0.1 --momentum=0.9", "-", NO_STEP),
                sample("lr=0.1abc x=1.2.3", "-", NO_STEP),
                sample("12:30:45 INFO ratio 3:4", "-", NO_STEP),
                sample("{\"loss\": 0.3", "-", NO_STEP),
                sample("{\"loss\": true, \"acc\": null}", "-", NO_STEP));
    }

    private static final String[] DECLARED = {
        "loss",
        "accuracy",
        "acc",
        "up",
        "Score",
        "lr",
        "momentum",
        "x",
        "val/loss",
        "val/acc",
        "foo.bar",
        "a-b",
        "d",
        "val_acc",
        "val_loss",
        "val.top1",
        "eval.top.one",
        "eval_accuracy",
        "grad_norm",
        "learning_rate",
        "eval_loss",
        "train_loss"
    };

    @ParameterizedTest
    @MethodSource("samples")
    void declared_names_are_read(Sample sample) {
        PointCollector collector = read(MetricSelection.of(DECLARED), sample.line());
        List<MetricPoint> expected = new ArrayList<>();
        sample.values()
                .forEach((name, value) -> expected.add(new MetricPoint(name, sample.step(), value, CLOCK.millis())));
        assertThat(collector.take()).isEqualTo(expected);
        if (sample.form().equals("-")) {
            assertThat(collector.report().points()).isEmpty();
        } else {
            assertThat(collector.report().points())
                    .containsExactly(entry("stdout (" + sample.form() + ")", (long) expected.size()));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void undeclared_names_are_only_listed(Sample sample) {
        PointCollector collector = read(MetricSelection.of("something_else"), sample.line());
        assertThat(collector.take()).isEmpty();
        Set<String> expected = new TreeSet<>();
        if (!sample.form().equals("D")) {
            expected.addAll(sample.values().keySet());
        }
        Set<String> listed = new TreeSet<>(collector.report().alsoPrinted());
        listed.removeAll(Set.of("v_num", "lr2"));
        assertThat(listed).isEqualTo(expected);
    }

    @Test
    void a_fractional_epoch_is_progress() {
        PointCollector collector =
                read(MetricSelection.of("loss"), "{'loss': 1, 'epoch': 0.5}", "{'loss': 1, 'epoch': 1.0}");
        assertThat(collector.take()).extracting(MetricPoint::step).containsExactly(0L, 1L);
        assertThat(collector.report().progress()).isEqualTo(1.0);
    }

    @Test
    void a_leading_time_is_the_time_of_the_point() {
        PointCollector collector = read(MetricSelection.of("val_loss"), "2026-11-23T07:42:00Z val_loss=0.5");
        assertThat(collector.take())
                .containsExactly(new MetricPoint(
                        "val_loss",
                        0,
                        0.5,
                        Instant.parse("2026-11-23T07:42:00Z").toEpochMilli()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1795420546.5", "1795420546500", "\"2026-11-23T07:55:46.500Z\"", "\"1795420546.5\""})
    void times_in_objects_are_read_in_all_their_forms(String time) {
        PointCollector collector = read(MetricSelection.of("a"), "{\"a\": 1, \"timestamp\": " + time + "}");
        assertThat(collector.take()).extracting(MetricPoint::timeMillis).containsExactly(1795420546500L);
    }

    @Test
    void what_looks_like_a_metric_and_is_none_is_counted() {
        PointCollector collector = read(MetricSelection.of("loss"), "loss=", "loss=None", "loss=1,234");
        assertThat(collector.report().ignored()).containsValue(2L);
        assertThat(collector.report().warnings()).hasSize(1);
        assertThat(collector.report().summary()).contains("no points").contains("2 lines ignored");
    }

    @Test
    void points_without_a_step_are_counted_after_the_last_step() {
        PointCollector collector =
                read(MetricSelection.of("loss"), "loss=1", "loss=2", "step=10 loss=3", "loss=4", "step=5 loss=5");
        assertThat(collector.take()).extracting(MetricPoint::step).containsExactly(0L, 1L, 10L, 11L, 5L);
        assertThat(collector.report().warnings()).containsExactly(entry("a step that goes backwards", 1L));
    }

    @Test
    void globs_stay_between_slashes_unless_doubled() {
        PointCollector collector = read(
                new MetricSelection(List.of("train/*", "deep/**"), List.of(), "first"),
                "train/a=1 train/b/c=2 deep/x=3 deep/y/z=4 other=5");
        assertThat(collector.take()).extracting(MetricPoint::metric).containsExactly("train/a", "deep/x", "deep/y/z");
        assertThat(collector.report().alsoPrinted()).containsExactly("train/b/c", "other");
    }

    @Test
    void globs_collect_at_most_200_names() {
        PointCollector collector = new PointCollector(new MetricSelection(List.of("**"), List.of(), "first"), CLOCK);
        LineGrammar grammar = new LineGrammar(new MetricSelection(List.of("**"), List.of(), "first"), collector);
        for (int i = 0; i < 300; i++) {
            grammar.line("stdout", "m" + i + "=1");
        }
        assertThat(collector.take()).hasSize(200);
        assertThat(collector.report().warnings()).containsValue(100L);
    }

    @Test
    void a_users_pattern_comes_first_and_may_be_named_or_not() {
        MetricSelection selection = new MetricSelection(
                List.of("loss"),
                List.of(
                        new RegexMetric("loss", "loss is (?<value>[-+0-9.e]+) at (?<step>\\d+)"),
                        new RegexMetric(null, "<(?<name>\\w+)\\|(?<value>\\S+)>"),
                        new RegexMetric("sagemaker", "SM: (\\S+)"),
                        new RegexMetric(null, "katib (\\w+) (\\S+)"),
                        new RegexMetric("broken", "(("),
                        new RegexMetric("groupless", "x")),
                "first");
        PointCollector collector =
                read(selection, "loss is 0.5 at 12", "<2x|7>", "SM: 3", "katib a 4", "katib b words", "loss=0.4");
        assertThat(collector.take())
                .extracting(p -> p.metric() + " " + p.step() + " " + p.value())
                .containsExactly("loss 12 0.5", "2x 0 7.0", "sagemaker 0 3.0", "a 0 4.0", "loss 13 0.4");
        assertThat(collector.report().warnings()).hasSize(2);
        assertThat(collector.report().ignored()).containsValue(1L);
    }

    @Test
    void a_pattern_without_bound_is_cut_off_and_the_line_is_still_read() {
        MetricSelection selection = new MetricSelection(
                List.of("loss"), List.of(new RegexMetric("bad", "(a|aa)+\\1?(?<value>9)")), "first");
        PointCollector collector = new PointCollector(selection, InstantSource.system());
        LineGrammar grammar = new LineGrammar(selection, collector);
        long begin = System.nanoTime();
        for (int i = 0; i < 30; i++) {
            grammar.line("stdout", "loss=1 " + "a".repeat(60) + "c");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
        assertThat(collector.take()).hasSize(30);
        assertThat(collector.report().warnings()).containsValue(20L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "1", "=", "a=", "a=1", " ", "a=1111", "[", "\"a\":", "{", "a: ", "é", ",", "a = "})
    void long_lines_of_anything_are_read_in_linear_time(String piece) {
        String line = piece.repeat(60_000 / piece.length());
        long begin = System.nanoTime();
        for (String prefix : List.of("", "{'", "{", "x=", "loss: ")) {
            read(MetricSelection.of("loss"), prefix + line, prefix + line + "}");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    }

    private static PointCollector read(MetricSelection selection, String... lines) {
        PointCollector collector = new PointCollector(selection, CLOCK);
        LineGrammar grammar = new LineGrammar(selection, collector);
        for (String line : lines) {
            grammar.line("stdout", line);
        }
        return collector;
    }
}
